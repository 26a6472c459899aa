import { createAuth } from 'authflight'
import { hydrateRoot } from 'react-dom/client'
import { makeApp } from './served-react.js'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })
window.auth = auth
hydrateRoot(document.getElementById('app'), makeApp(auth))
