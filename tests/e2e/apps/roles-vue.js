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
const guards = {
  path: authGuard(auth, { allow, forbidden: '/403?why=roles' }),
  name: authGuard(auth, { allow, forbidden: { name: 'forbidden' }, login: '/enter' }),
  plain: authGuard(auth, { allow }),
  careless: authGuard(auth),
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
