import { ref } from 'vue'

export interface Toast {
  id: number
  words: string
}

export const toasts = ref<Toast[]>([])
let count = 0

/** Says something to the user, for as long as it takes to read it twice. */
export function toast(words: string): void {
  const id = ++count
  toasts.value.push({ id, words })
  setTimeout(() => dismiss(id), 8000)
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}
