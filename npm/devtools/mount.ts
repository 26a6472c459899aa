import type { FetchAuth } from '../types.ts'
import type { AuthflightDevtools } from './panel.ts'

/** The options of `mountDevtools`. */
export interface MountOptions {
  /** What the element is put into. Default: the document's body. It is at the window's lower edge all the same. */
  parent?: Element | ShadowRoot | undefined
  /** Whether the panel is open at once. Default false: there is a button. */
  open?: boolean | undefined
}

/**
 * Puts the devtools of a client into the page. `unmount` takes them out again, and nothing listens any more. On a server it does
 * nothing. An application in production leaves the import out: `if (import.meta.env.DEV)`.
 */
export function mountDevtools(
  auth: FetchAuth,
  { parent, open = false }: MountOptions = {},
): { unmount(): void } {
  if (typeof document === 'undefined') return { unmount: () => {} }
  const element = document.createElement('authflight-devtools') as AuthflightDevtools
  element.auth = auth
  element.open = open
  ;(parent ?? document.body).append(element)
  return { unmount: () => element.remove() }
}
