import { createAuth } from 'authflight'
import { hydrateRoot } from 'react-dom/client'
import { dialects } from '../../../www/dialects.js'
import { makeApp } from './served-react.js'

// The dialect's name, and more of the configuration, are the page's query.
const { dialect = 'bearer', place, ...given } = Object.fromEntries(new URLSearchParams(location.search))
const auth = await createAuth({ baseURL: `/${dialect}`, ...dialects[dialect], ...given })
window.auth = auth
hydrateRoot(document.getElementById('app'), makeApp(auth, place))
