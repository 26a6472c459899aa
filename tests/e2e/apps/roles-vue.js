// The guard of a Vue app's router, for routes that name users as their roles.
import { authGuard } from 'authflight/vue'
import { clientOf } from './client-of.js'

const auth = await clientOf()
/** What `allow` was asked. */
window.asked = []
/** `allow` waits for it. */
window.judging = undefined
const allow = (user, roles) => {
  window.asked.push([user.username ?? user.sub, roles])
  const isIn = roles.includes(user.username ?? user.sub)
  return window.judging ? window.judging.then(() => isIn) : isIn
}
const tokenOf = (claims) => `e30.${btoa(JSON.stringify(claims))}.c2ln`
let logins = 0
const guards = {
  path: authGuard(auth, { allow, forbidden: '/403?why=roles' }),
  name: authGuard(auth, { allow, forbidden: { name: 'forbidden' }, login: '/enter' }),
  plain: authGuard(auth, { allow }),
  careless: authGuard(auth),
  // As an application does that wants the newest roles.
  refreshing: authGuard(auth, {
    allow: async (user, roles) => {
      await auth.refresh()
      return allow(user, roles)
    },
  }),
  // The claims of the next token differ in its end alone.
  renewing: authGuard(auth, {
    allow: async (user, roles) => {
      const judged = allow(user, roles)
      await auth.setTokens({ access: tokenOf({ sub: 'demo', exp: 4e9 + ++logins }) })
      return judged
    },
  }),
  restless: authGuard(auth, {
    allow: async (user, roles) => {
      const judged = allow(user, roles)
      await auth.setTokens({ access: tokenOf({ sub: `guest ${++logins}` }) })
      return judged
    },
  }),
}
/** The verdict, or the code of what the navigation fails with. It is `window.verdict` once it is there. */
window.navigate = (meta, route = {}, guard = 'path') => {
  window.verdict = undefined
  const verdict = (async () => guards[guard]({ path: '/report', fullPath: '/report', meta, ...route }))()
  return verdict
    .catch(({ code, message }) => ({ code, message }))
    .then((found) => {
      window.verdict = found
      return found
    })
}
window.auth = auth
