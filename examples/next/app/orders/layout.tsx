'use client'

import { RequireAuth } from 'authflight/react'
import type { ReactNode } from 'react'
import { ToLogin } from '../go'

/**
 * All pages below are for who is signed in. The tokens are in the browser, so only the browser knows: a server, and the first
 * rendering in the browser, show nothing of them. The pages are client components, because the HTML that Next sends contains what
 * server components made, shown or not.
 */
export default function Guarded({ children }: { children: ReactNode }) {
  return <RequireAuth fallback={<ToLogin />}>{children}</RequireAuth>
}
