// What an application notices of its auth. The test auth and the real client pass the same list.
import { refreshes } from './checks/refreshes.js'
import { requests } from './checks/requests.js'
import { sessions } from './checks/sessions.js'

export const checks = { ...requests, ...refreshes, ...sessions }
