// What the products of products.mjs are made of: a user's sessions, the bodies of requests, and usual routes.

/** @typedef {import('./recorder.mjs').Recorded} Recorded */
/** @typedef {import('./recorder.mjs').Answer} Answer */

export const parsed = (/** @type {Recorded} */ { body }) => {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}
/** @returns {Record<string, string | undefined>} */
export const form = (/** @type {Recorded} */ { headers, body }) =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(body))
    : {}
export const bearer = (/** @type {Recorded} */ { headers }) =>
  /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
export const json = (/** @type {any} */ body, status = 200, headers = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body,
})
const done = { status: 204 }

/** What a back-end remembers of one user. */
export class Sessions {
  #count = 0
  /** @type {Set<string | undefined>} */
  access = new Set()
  /** @type {Set<string | undefined>} */
  refreshes = new Set()
  refreshed = 0
  /** Whether it was told of the logout. */
  over = false

  issue() {
    this.#count += 1
    const [access, refresh] = [`access-${this.#count}`, `refresh-${this.#count}`]
    this.access.add(access)
    this.refreshes.add(refresh)
    return { access, refresh }
  }

  /** A new pair for a good refresh token, which is used up. */
  renew(/** @type {string | undefined} */ refresh) {
    this.refreshed += 1
    return this.refreshes.delete(refresh) ? this.issue() : undefined
  }

  /** A new token for one that renews itself, which may have expired. */
  renewItself(/** @type {string | undefined} */ token) {
    return this.renew(token?.replace('access-', 'refresh-'))
  }

  has(/** @type {string | undefined} */ token) {
    return this.access.has(token)
  }

  expire() {
    this.access.clear()
  }

  end() {
    this.over = true
    this.refreshes.clear()
    this.access.clear()
    return done
  }
}

export const isDemo = (/** @type {string | undefined} */ name, /** @type {string | undefined} */ password) =>
  name === 'demo' && password === 'demo'

/** An OAuth 2 token endpoint and its revocation for a public client. `more` is what this product adds to its replies. */
export const oauth = (
  /** @type {string} */ token,
  /** @type {string} */ revoke,
  { refused = 400, more = {}, read = form } = {},
) => ({
  tokens: true,
  routes: {
    [token]: (/** @type {Recorded} */ request, /** @type {Sessions} */ sessions) => {
      const { grant_type, client_id, refresh_token } = form(request)
      if (client_id !== 'app') return json({ error: 'invalid_client' }, 401)
      if (grant_type !== 'refresh_token') return json({ error: 'unsupported_grant_type' }, 400)
      const renewed = sessions.renew(refresh_token)
      if (!renewed) return json({ error: 'invalid_grant', error_description: 'no' }, refused)
      const { access, refresh } = renewed
      return json({
        access_token: access,
        token_type: 'Bearer',
        expires_in: 300,
        refresh_token: refresh,
        ...more,
      })
    },
    [revoke]: (/** @type {Recorded} */ request, /** @type {Sessions} */ sessions) => {
      const { client_id, token } = read(request)
      const isRight = client_id === 'app' && token?.startsWith('refresh-') && !request.headers.authorization
      return isRight ? { ...sessions.end(), status: 200 } : json({ error: 'invalid_request' }, 400)
    },
  },
})

export const guarded =
  (
    /** @type {(request: Recorded) => string | undefined} */ tokenOf,
    /** @type {Answer} */ refusal,
    served = {},
  ) =>
  (/** @type {Recorded} */ request, /** @type {Sessions} */ sessions) =>
    sessions.has(tokenOf(request)) ? json(served) : refusal
