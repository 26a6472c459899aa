// The steps and events as lines of text, for a bug report. There is no token in them.
import { withoutSecrets } from './redact.ts'
import { timeOfDay } from './words.ts'

/** A step of a request or a refresh, or an event. */
export interface LogEntry {
  /** Counted from 1 in each tab. */
  readonly id: number
  readonly at: number
  readonly request?: number | undefined
  /** Such as `#3 GET /orders`, `↻ 1`, or nothing. */
  readonly about: string
  readonly step: string
  readonly why: string
}

export const KEPT_STEPS = 500

/** The last entries of all tabs, oldest first. */
export function logText(
  logs: readonly { readonly tab: string; readonly log: readonly LogEntry[] }[],
): string {
  const all = logs.flatMap(({ tab, log }) => log.map((entry) => ({ ...entry, tab })))
  const lines = all
    .sort((one, other) => one.at - other.at)
    .slice(-KEPT_STEPS)
    .map(({ at, tab, about, step, why }) =>
      [timeOfDay(at), tab, about, step, why].map((part) => withoutSecrets(part)).join('\t'),
    )
  return `authflight, the last ${lines.length} steps\n${lines.join('\n')}\n`
}
