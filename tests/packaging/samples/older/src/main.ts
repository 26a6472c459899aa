// src/auth.ts is the README's first lines, which the test writes.
import { day } from '../day.js'
import { auth } from './auth'

Object.assign(window, { outcome: day(auth, new URLSearchParams(location.search).get('server')) })
