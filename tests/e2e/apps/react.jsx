// A small React app under StrictMode, which mounts everything twice.
import { createAuth } from 'authflight'
import { AuthProvider, RequireAuth, useAuth, useSession, useUser } from 'authflight/react'
import { memo, StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

const config = { baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' }
const auth = await createAuth(config)
window.auth = auth

function Status() {
  return (
    <>
      <output id="status">{useSession().status}</output>
      <User />
    </>
  )
}

/** It hears of nothing but the user. */
const User = memo(() => <output id="user">{useUser()?.sub ?? 'nobody'}</output>)

function Login() {
  const auth = useAuth()
  return (
    <button type="button" id="login" onClick={() => auth.login({ username: 'demo', password: 'demo' })}>
      Log in
    </button>
  )
}

function Orders() {
  const auth = useAuth()
  const [count, setCount] = useState('')
  useEffect(() => {
    const leaving = new AbortController()
    auth.get('/orders', { signal: leaving.signal }).then(
      ({ data }) => setCount(`${data.length} orders`),
      (error) => leaving.signal.aborted || setCount(error.code),
    )
    return () => leaving.abort()
  }, [auth])
  return <output id="orders">{count}</output>
}

/** The client made in an effect, as many do it: StrictMode makes it, disposes of it, and makes it again. */
function OwnClient() {
  const [name, setName] = useState('')
  useEffect(() => {
    const made = createAuth(config)
    made
      .then((own) => own.get('/me'))
      .then(
        ({ data }) => setName(data.username),
        () => {},
      )
    return () => void made.then((own) => own.dispose())
  }, [])
  return <output id="own">{name}</output>
}

function App() {
  const [page, setPage] = useState('none')
  return (
    <AuthProvider auth={auth}>
      <Status />
      {['none', 'orders', 'own'].map((name) => (
        <button type="button" key={name} id={`show-${name}`} onClick={() => setPage(name)}>
          {name}
        </button>
      ))}
      <RequireAuth fallback={<Login />}>
        {page === 'orders' && <Orders />}
        {page === 'own' && <OwnClient />}
      </RequireAuth>
    </AuthProvider>
  )
}

createRoot(document.getElementById('app')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
