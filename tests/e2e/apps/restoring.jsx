// A React app whose session only the server can renew, with a guard whose fallback leads away.
import { createAuth } from 'authflight'
import { AuthProvider, RequireAuth, useSession } from 'authflight/react'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { dialects } from '../../../www/dialects.js'

const auth = await createAuth({ baseURL: '/cookie', ...dialects.cookie, retry: { base: 20 } })
window.auth = auth
window.told = []
for (const event of ['signedIn', 'signedOut', 'loginRequired'])
  auth.on(event, (detail) => window.told.push([event, detail]))
window.shown = new Set()

function Guarded({ children }) {
  useEffect(() => void window.shown.add(children), [children])
  return <output id="guarded">{children}</output>
}

function App() {
  return (
    <>
      <output id="status">{useSession().status}</output>
      <RequireAuth fallback={<Guarded>away</Guarded>} pending={<Guarded>pending</Guarded>}>
        <Guarded>inside</Guarded>
      </RequireAuth>
    </>
  )
}

createRoot(document.getElementById('app')).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <App />
    </AuthProvider>
  </StrictMode>,
)
