// What the demo server has at /package/index.js: npm/index.ts, built.
import type { Auth, AuthConfig } from '../npm/types.ts'

export function createAuth(config?: AuthConfig): Promise<Auth>
