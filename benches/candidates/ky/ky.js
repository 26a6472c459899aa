// ky over fetch-extras' withTokenRefresh, each as its README shows it.
import { withTokenRefresh } from 'fetch-extras'
import ky from 'ky'
import { authorization, forget, keep, refreshToken } from '../../page/tokens.js'

/** @typedef {import('../../page/tokens.js').Tokens} Tokens */

async function refresh() {
  try {
    const json = { refresh_token: refreshToken() }
    const tokens = /** @type {Tokens} */ (await ky.post('/bearer/refresh', { json, retry: 0 }).json())
    keep(tokens)
    return tokens.access_token
  } catch (failure) {
    forget()
    throw failure
  }
}

/** @returns {Promise<import('../../page/clients.js').Client>} */
export async function create() {
  const api = ky.create({
    fetch: withTokenRefresh({ refreshToken: refresh })((...call) => globalThis.fetch(...call)),
    retry: 0,
    hooks: { beforeRequest: [({ request }) => request.headers.set('Authorization', authorization())] },
  })
  return { get: (path) => api.get(`/bearer${path}`).json() }
}
