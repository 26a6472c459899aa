// Modules that the repository does not have at its root, as far as the snippets use them.
declare module 'vitest' {
  export const vi: { mock(module: string, make: () => unknown): void }
  export function test(name: string, run: () => unknown): void
  export function expect(value: unknown): { toMatchObject(expected: object): void }
}

declare module 'react-dom/client' {
  import type { ReactNode } from 'react'
  export function createRoot(element: HTMLElement): { render(node: ReactNode): void }
}

declare module 'vue-router' {
  export function useRoute(): { query: Record<string, string | string[] | undefined> }
  export function useRouter(): {
    push(path: string): Promise<unknown>
    replace(path: string): Promise<unknown>
  }
}
