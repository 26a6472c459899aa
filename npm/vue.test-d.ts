// What the types of authflight/vue say, as an application reads them. Compiled by the stage `types`, never run.
import { createApp, type Plugin } from 'vue'
import type { Auth, Session } from './index.ts'
import { authGuard, authPlugin, useAuth, useSession } from './vue.ts'

declare const auth: Auth

const plugin: Plugin = authPlugin(auth)
createApp({}).use(plugin)
// @ts-expect-error the plugin needs a client
authPlugin()

const own: Auth = useAuth()
const session: Session = useSession().value
const status: 'signedOut' | 'signedIn' | 'refreshing' = useSession(auth).value.status
// @ts-expect-error only the client changes the session
useSession().value = session
// @ts-expect-error and so are its members
useSession().value.status = 'signedIn'

const guard = authGuard(auth, '/enter')
type Verdict = true | { path: string; query: { redirect: string } }
const verdict: Verdict | Promise<Verdict> = guard({
  path: '/orders',
  fullPath: '/orders?page=2',
  meta: { public: false },
})
// @ts-expect-error the login's place is a path
authGuard(auth, { name: 'login' })

export { own, status, verdict }
