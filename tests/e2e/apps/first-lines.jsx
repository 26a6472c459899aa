// The adapters with an `auth` whose module has not come yet.
import { authFrom } from 'authflight'
import { attachAuth } from 'authflight/axios'
import { AuthProvider, RequireAuth } from 'authflight/react'
import { authGuard, useSession } from 'authflight/vue'
import axios from 'axios'
import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { effectScope, watchEffect } from 'vue'

const auth = authFrom({ baseURL: '/api', login: '/login', refresh: '/refresh' })
const guard = authGuard(auth)
const http = axios.create({ baseURL: '/api' })
attachAuth(http, auth)

const rendered = []
const vue = []
const settled = auth.ready.then(() => new Promise((resolve) => setTimeout(resolve, 50)))

effectScope().run(() => {
  const session = useSession(auth)
  watchEffect(() => vue.push(session.value.status), { flush: 'sync' })
})

function Seen({ as }) {
  useEffect(() => void rendered.push(as), [as])
  return as
}

createRoot(document.querySelector('#app')).render(
  <AuthProvider auth={auth}>
    <RequireAuth fallback={<Seen as="fallback" />} pending={<Seen as="pending" />}>
      <Seen as="children" />
    </RequireAuth>
  </AuthProvider>,
)

const verdict = guard({ path: '/orders', fullPath: '/orders?page=2', meta: {} })
const open = guard({ path: '/', fullPath: '/', meta: { public: true } })
const asked = http.get('/me').then(
  ({ status }) => status,
  ({ response }) => response.status,
)

window.lab = {
  seen: settled.then(async () => ({ verdict: await verdict, open, axios: await asked, rendered, vue })),
}
