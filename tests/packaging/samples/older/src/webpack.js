import { day } from '../day.js'
import { auth } from './auth.js'

window.outcome = day(auth, new URLSearchParams(location.search).get('server'))
