import { useAuth, useSession } from 'authflight/react'
import { useEffect, useState } from 'react'
import { NavLink } from 'react-router'
import { tokenLeft } from '../../../shared/words'

export function TopBar() {
  const auth = useAuth()
  const { signedIn } = useSession()
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
            </nav>
            <TokenClock />
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
