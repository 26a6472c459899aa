import { createAuth } from 'authflight'
import { makeApp } from './served-vue.js'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })
window.auth = auth
makeApp(auth).mount('#app')
