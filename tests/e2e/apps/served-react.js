// What a server renders and the browser hydrates: the session, and a guard whose fallback leads away.
import { AuthProvider, RequireAuth, useSession } from 'authflight/react'
import { createElement as h, StrictMode, useEffect } from 'react'

function Status() {
  return h('output', { id: 'status' }, useSession().status)
}

function Away() {
  useEffect(() => {
    window.ledAway = true
  }, [])
  return h('output', { id: 'guarded' }, 'away')
}

export const makeApp = (auth) =>
  h(
    StrictMode,
    null,
    h(
      AuthProvider,
      { auth },
      h(Status),
      h(
        RequireAuth,
        { fallback: h(Away), pending: h('output', { id: 'guarded' }, 'pending') },
        h('output', { id: 'guarded' }, 'inside'),
      ),
    ),
  )
