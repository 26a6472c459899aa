// Our own server's cookie dialect, as a back-end that takes no orders.
import { dialects } from '../../e2e/harness/dialects.mjs'

/** @type {import('../subject.mjs').Descriptions} */
export default {
  'our api': {
    auth: dialects.cookie,
    credentials: { username: 'demo', password: 'demo' },
    wrongCredentials: { username: 'demo', password: 'wrong' },
    get: '/me',
    post: '/echo',
  },
}
