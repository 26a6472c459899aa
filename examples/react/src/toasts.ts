import { useSyncExternalStore } from 'react'

export interface Toast {
  id: number
  words: string
}

let toasts: readonly Toast[] = []
let count = 0
const listeners = new Set<() => void>()

function show(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says something to the user, for as long as it takes to read it twice. */
export function toast(words: string): void {
  const id = ++count
  show([...toasts, { id, words }])
  setTimeout(() => dismiss(id), 8000)
}

export function dismiss(id: number): void {
  show(toasts.filter((one) => one.id !== id))
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useToasts = (): readonly Toast[] => useSyncExternalStore(subscribe, () => toasts)
