// What each adapter says to arguments that it cannot use.
import { createAuth } from 'authflight'
import { attachAuth } from 'authflight/axios'
import { AuthProvider } from 'authflight/react'
import { authGuard, authPlugin } from 'authflight/vue'
import axios from 'axios'

const promise = createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh' })
const auth = await promise
const http = axios.create()

const said = (misuse) => {
  try {
    misuse()
    return { code: 'none' }
  } catch ({ code, message }) {
    return { code, message }
  }
}

window.lab = {
  logout: said(() => auth.on('logout', () => {})),
  nothing: said(() => attachAuth()),
  swapped: said(() => attachAuth(auth, http)),
  promise: said(() => attachAuth(http, promise)),
  noAuth: said(() => attachAuth(http)),
  plugin: said(() => authPlugin(promise)),
  guard: said(() => authGuard(promise)),
  provider: said(() => AuthProvider({ auth: promise })),
}
