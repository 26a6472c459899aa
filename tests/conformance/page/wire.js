// A fetch between the client and the browser's own. It lets everything through as it is, until it is told otherwise:
// that is how a suite without any hold on the server makes tokens expire, replies late and refreshes fail.

/** @typedef {import('../../../npm/types.ts').AuthConfig} AuthConfig */
/** @typedef {import('../../../npm/types.ts').RefreshEndpoint} RefreshEndpoint */
/** @typedef {Parameters<typeof fetch>[0]} Input */

/** Another text of the same shape: one character in the middle of its last part is another one. */
export function spoilt(/** @type {string} */ token) {
  const at = Math.floor((token.lastIndexOf('.') + 1 + token.length) / 2)
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

/** What tells a refresh from all else at the same address. */
const marksOf = (/** @type {Record<string, unknown> | undefined} */ body) =>
  body?.query ? JSON.stringify(body.query) : ''

export class Wire {
  /** Refreshes that this page has asked for. */
  refreshes = 0
  #fetch = globalThis.fetch.bind(globalThis)
  #header = 'authorization'
  /** Where refreshes go. @type {URL | undefined} */
  #refresh
  #method = 'POST'
  #mark = ''
  /** @type {string | undefined} */
  #spoilt
  #busy = 0
  /** What lets each of the held replies go. @type {(() => void)[]} */
  #held = []
  #holds = 0
  /** @type {string | undefined} */
  #watched
  /** @type {Promise<string>[]} */
  #bodies = []

  constructor() {
    globalThis.fetch = (input, init) => this.#pass(input, init)
  }

  /**
   * Looks at the calls of a client with this configuration from now on.
   * @param {AuthConfig} auth
   * @param {string} baseURL
   */
  watch(auth, baseURL) {
    const { attach, refresh } = auth
    this.#header = (attach || undefined)?.header ?? 'authorization'
    const whole = typeof refresh === 'string' ? { url: refresh } : refresh
    /** A function goes where it likes: see `counted`. @type {RefreshEndpoint | undefined} */
    const endpoint = typeof whole === 'function' ? undefined : whole
    this.#refresh = endpoint && new URL(`${baseURL}${endpoint.url}`, location.href)
    this.#method = (endpoint?.method ?? 'POST').toUpperCase()
    this.#mark = marksOf(endpoint?.body)
    this.refreshes = 0
    this.#spoilt = undefined
    this.#busy = 0
    this.#holds = 0
    this.#held = []
    this.#watched = undefined
  }

  /**
   * A refresh function of the application's own is counted where it is called.
   * @param {AuthConfig['refresh']} refresh
   * @returns {AuthConfig['refresh']}
   */
  counted(refresh) {
    if (typeof refresh !== 'function') return refresh
    return (context) => {
      this.refreshes += 1
      if (this.#busy > 0) {
        this.#busy -= 1
        throw new Response(null, { status: 503 })
      }
      return refresh(context)
    }
  }

  /** Requests that carry this token carry a spoilt one from now on: to the server it is no good. */
  spoil(/** @type {string} */ token) {
    this.#spoilt = token
  }

  /** So many refreshes are answered with a 503, here. */
  makeBusy(/** @type {number} */ times) {
    this.#busy = times
  }

  /** The next reply is kept back until `release`. */
  holdNext() {
    this.#holds += 1
  }

  get held() {
    return this.#held.length
  }

  release() {
    for (const release of this.#held.splice(0)) release()
  }

  /** Keeps the bodies that are sent to addresses with this ending. */
  watchBodies(/** @type {string} */ ending) {
    this.#watched = ending
    this.#bodies = []
  }

  bodies() {
    return Promise.all(this.#bodies)
  }

  /**
   * @param {Input} input
   * @param {RequestInit} [init]
   */
  async #pass(input, init) {
    const url = new URL(input instanceof Request ? input.url : input, location.href)
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase()
    const isRefresh =
      method === this.#method &&
      url.origin === this.#refresh?.origin &&
      url.pathname === this.#refresh.pathname &&
      String(init?.body).includes(this.#mark)
    if (isRefresh) {
      this.refreshes += 1
      if (this.#busy > 0) {
        this.#busy -= 1
        return new Response(null, { status: 503 })
      }
    }
    const holds = !isRefresh && this.#holds > 0
    if (holds) this.#holds -= 1
    const [sent, sentInit] = this.#watched || this.#spoilt ? this.#changed(input, init, url) : [input, init]
    const reply = await this.#fetch(sent, sentInit)
    if (holds) await /** @type {Promise<void>} */ (new Promise((resolve) => this.#held.push(resolve)))
    return reply
  }

  /**
   * @param {Input} input
   * @param {RequestInit | undefined} init
   * @param {URL} url
   * @returns {[Input, undefined]}
   */
  #changed(input, init, url) {
    const request = new Request(input, init)
    if (this.#watched && `${url.pathname}${url.search}`.endsWith(this.#watched))
      this.#bodies.push(request.clone().text())
    const value = request.headers.get(this.#header)
    if (this.#spoilt && value?.includes(this.#spoilt)) {
      request.headers.set(this.#header, value.replace(this.#spoilt, spoilt(this.#spoilt)))
    }
    return [request, undefined]
  }
}
