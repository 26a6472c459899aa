// A React app under StrictMode, with parts for users that are named as roles.
import { AuthProvider, RequireAuth, useSession } from 'authflight/react'
import { Component, StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { clientOf } from './client-of.js'

const auth = await clientOf()
window.shown = []
window.failures = []
auth.on('userChanged', ({ cause }) => cause && window.failures.push(cause.code))

/** Has one word, and notes that it was there. */
function Word({ children }) {
  useEffect(() => void window.shown.push(children), [children])
  return <output id="word">{children}</output>
}

class Boundary extends Component {
  state = {}
  static getDerivedStateFromError({ code, message }) {
    return { error: `${code}: ${message}` }
  }
  render() {
    return this.state.error ? <output id="error">{this.state.error}</output> : this.props.children
  }
}

const words = {
  fallback: <Word>fallback</Word>,
  pending: <Word>pending</Word>,
  forbidden: <Word>forbidden</Word>,
}
const isIn = (user, roles) => roles.includes(user.username ?? user.sub)

const parts = {
  demo: { ...words, roles: ['demo'], allow: isIn },
  alice: { ...words, roles: ['alice'], allow: isIn },
  'nothing for others': { roles: ['alice'], allow: isIn },
  'no roles': { ...words, roles: undefined, allow: isIn },
  'no allow': { ...words, roles: ['demo'] },
  'a promise': { ...words, roles: ['demo'], allow: async () => false },
  // biome-ignore lint/suspicious/noThenProperty: a library's own kind of promise
  'a thenable': { ...words, roles: ['demo'], allow: () => ({ then: (tell) => tell(false) }) },
}

function App() {
  const [part, setPart] = useState(new URLSearchParams(location.hash.slice(1)).get('part') ?? 'none')
  window.showPart = setPart
  return (
    <>
      <output id="status">{useSession().status}</output>
      <p id="part">{part}</p>
      {parts[part] && (
        <Boundary key={part}>
          <RequireAuth {...parts[part]}>
            <Word>inside</Word>
          </RequireAuth>
        </Boundary>
      )}
    </>
  )
}

window.auth = auth
createRoot(document.getElementById('app')).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <App />
    </AuthProvider>
  </StrictMode>,
)
