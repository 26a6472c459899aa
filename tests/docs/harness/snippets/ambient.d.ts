// What the snippets of the documentation take for granted: the application around them.

import type { Auth, authFrom as AuthFrom, createAuth as CreateAuth } from 'authflight'
import type { AxiosInstance } from 'axios'

declare global {
  interface User {
    name: string
    roles: string[]
  }
  interface Order {
    id: number
  }

  // The client, and what makes it, where a snippet shows a configuration alone.
  const auth: Auth<User>
  const authFrom: typeof AuthFrom
  const createAuth: typeof CreateAuth
  const http: AxiosInstance

  const username: string
  const password: string
  const code: string
  const query: string
  const show: (text: string) => void
  const report: (code: string, message: string) => void

  // vue-router's, of which the snippets use as much.
  interface Route {
    fullPath: string
    path: string
    meta: Record<PropertyKey, unknown>
  }
  const router: {
    readonly currentRoute: { readonly value: Route }
    push(to: string | { path: string; query?: Record<string, string> }): Promise<unknown>
    replace(path: string): Promise<unknown>
    beforeEach(guard: (to: Route) => unknown): void
    install(app: unknown): void
  }

  // The parts of an application in React, and in Vue.
  const root: HTMLElement
  const App: () => null
  const Login: () => null

  // Nuxt's.
  const definePageMeta: (meta: { public: boolean }) => void

  // Vite's.
  interface ImportMeta {
    env: { DEV: boolean }
    hot?: { data: Record<string, { dispose(): void } | undefined> }
  }
}
