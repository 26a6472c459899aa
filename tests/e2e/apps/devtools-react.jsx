// A React app that mounts the devtools in an effect, under StrictMode: they come, go, and come again.
import { createAuth } from 'authflight'
import { mountDevtools } from 'authflight/devtools'
import { AuthProvider, useAuth, useSession } from 'authflight/react'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })
window.auth = auth

function App() {
  const auth = useAuth()
  useEffect(() => mountDevtools(auth, { open: true }).unmount, [auth])
  return <output id="status">{useSession().status}</output>
}

createRoot(document.getElementById('app')).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <App />
    </AuthProvider>
  </StrictMode>,
)
