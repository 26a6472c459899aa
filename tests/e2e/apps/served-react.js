// What a server renders and the browser hydrates under StrictMode: the session, the user, and a guard whose fallback leads away.
import { AuthProvider, RequireAuth, useSession, useUser } from 'authflight/react'
import { createElement as h, StrictMode, useEffect } from 'react'

/** @typedef {import('../../../npm/types.ts').Auth} Auth */

function Status() {
  return h('output', { id: 'status' }, useSession().status)
}

function User() {
  const user = useUser()
  return h(
    'output',
    { id: 'user' },
    /** @type {any} */ (user)?.username ?? /** @type {any} */ (user)?.sub ?? 'nobody',
  )
}

function Away() {
  useEffect(() => {
    window.ledAway = true
  }, [])
  return h('output', { id: 'guarded' }, 'away')
}

/** @param place where it is rendered; it shows, so that two places do not match */
export const makeApp = (/** @type {Auth} */ auth, /** @type {string | undefined} */ place = undefined) =>
  h(
    StrictMode,
    null,
    h(
      AuthProvider,
      { auth },
      h('h1', null, `Served ${place ?? ''}`),
      h(Status),
      h(User),
      h(
        RequireAuth,
        { fallback: h(Away), pending: h('output', { id: 'guarded' }, 'pending') },
        h('output', { id: 'guarded' }, 'inside'),
      ),
    ),
  )
