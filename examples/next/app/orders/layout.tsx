'use client'

import { RequireAuth, useAuth } from 'authflight/react'
import { Fragment, type ReactNode, useEffect, useState } from 'react'
import { ToLogin } from '../go'

/**
 * All pages below are for who is signed in. The tokens are in the browser, so only the browser knows: a server, and the first
 * rendering in the browser, show nothing of them. The pages are client components, because the HTML that Next sends contains what
 * server components made, shown or not.
 */
export default function Guarded({ children }: { children: ReactNode }) {
  const auth = useAuth()
  // Another user may log in without a logout, in another tab. What the pages hold is the last user's, so they begin anew.
  const [usersFromElsewhere, setUsersFromElsewhere] = useState(0)
  useEffect(
    () =>
      auth.on('signedIn', ({ by }) => {
        if (by === 'otherTab') setUsersFromElsewhere((users) => users + 1)
      }),
    [auth],
  )
  return (
    <RequireAuth fallback={<ToLogin />}>
      <Fragment key={usersFromElsewhere}>{children}</Fragment>
    </RequireAuth>
  )
}
