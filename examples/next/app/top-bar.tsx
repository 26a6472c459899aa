'use client'

import { RequireAuth, useAuth } from 'authflight/react'
import Link from 'next/link'

export function TopBar() {
  const auth = useAuth()
  return (
    <header className="top">
      <div>
        <Link href="/" className="brand">
          authflight in Next
        </Link>
        {/* Not `useSession`: until it is known who is signed in, this shows neither. */}
        <RequireAuth fallback={<Link href="/login">Log in</Link>}>
          <nav>
            <Link href="/orders">Orders</Link>
          </nav>
          <button type="button" className="quiet" onClick={() => auth.logout()}>
            Log out
          </button>
        </RequireAuth>
      </div>
    </header>
  )
}
