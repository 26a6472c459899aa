import { RequireAuth, useAuth, useSession, useUser } from 'authflight/react'
import { useEffect, useState } from 'react'
import { NavLink } from 'react-router'
import type { User } from '../../../shared/back-end'
import { tokenLeft } from '../../../shared/words'
import { allow } from '../auth'

export function TopBar() {
  const auth = useAuth()
  const { signedIn } = useSession()
  const user = useUser<User>()
  return (
    <header className="top">
      <div>
        <span className="brand">
          <img src="/mark.svg" alt="" width="26" height="26" />
          authflight in React
        </span>
        {signedIn && (
          <>
            <nav>
              <NavLink to="/orders">Orders</NavLink>
              <RequireAuth roles={['admin']} allow={allow}>
                <NavLink to="/report">Report</NavLink>
              </RequireAuth>
            </nav>
            <TokenClock />
            {user && (
              <span className="who">
                {user.username} <small>{user.roles.join(', ')}</small>
              </span>
            )}
            <button type="button" className="quiet" onClick={() => auth.logout()}>
              Log out
            </button>
          </>
        )}
      </div>
    </header>
  )
}

function TokenClock() {
  const { status, accessExpiresAt } = useSession()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(clock)
  }, [])
  return (
    <span className={`session ${status}`}>
      {status === 'refreshing' ? 'renewing the token …' : tokenLeft(accessExpiresAt, now)}
    </span>
  )
}
