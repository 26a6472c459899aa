import { report } from './listeners.ts'
import type { HttpProgressEvent } from './types.ts'

/** Tells a listener how far a transfer has come, in axios' words. Each transfer needs its own, because it counts from 0. */
export function progressOf(
  listener: (progress: HttpProgressEvent) => void,
  direction: 'upload' | 'download',
): (loaded: number, total: number | undefined, event?: unknown) => void {
  const start = performance.now()
  let before = 0
  return (loaded, total, event) => {
    const rate = (loaded / (performance.now() - start)) * 1000
    const known = Number.isFinite(rate) && rate > 0
    const progress: HttpProgressEvent = {
      loaded,
      total,
      progress: total ? loaded / total : undefined,
      bytes: loaded - before,
      rate: known ? rate : undefined,
      estimated: known && total ? (total - loaded) / rate : undefined,
      event,
      lengthComputable: total !== undefined,
      [direction]: true,
    }
    before = loaded
    try {
      listener(progress)
    } catch (error) {
      report(error)
    }
  }
}
