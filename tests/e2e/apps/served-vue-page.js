import { createAuth } from 'authflight'
import { dialects } from '../../../www/dialects.js'
import { makeApp } from './served-vue.js'

// The dialect's name, and more of the configuration, are the page's query.
const { dialect = 'bearer', place, ...given } = Object.fromEntries(new URLSearchParams(location.search))
const auth = await createAuth({ baseURL: `/${dialect}`, ...dialects[dialect], ...given })
window.auth = auth
makeApp(auth, place).mount('#app')
