// A server component: it may name what runs in the browser.
import { RequireAuth } from 'authflight/react'
import { Session } from './session.jsx'

// Rendered when it is asked for.
export const dynamic = 'force-dynamic'

export default function Layout({ children }) {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <Session>
          {children}
          <RequireAuth pending={<p id="guarded">pending</p>} fallback={<p id="guarded">nobody</p>}>
            <p id="guarded">inside</p>
          </RequireAuth>
        </Session>
      </body>
    </html>
  )
}
