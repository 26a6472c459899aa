/**
 * A tab's way to the network: what it sends is noted, and can be held or cut off on the way. Every client is measured and
 * disturbed here, by one measure: `fetch` and XMLHttpRequest both go through.
 */

/**
 * One sending. `status` is 0 without a reply. `sha`: of the body, in hexadecimal.
 * @typedef {object} Sending
 * @property {string} method
 * @property {string} path
 * @property {number} from
 * @property {number | null} to
 * @property {number | null} status
 * @property {Promise<string> | null} sha
 */
/** `reached` resolves when something is held. @typedef {{ reached: Promise<void>, release: () => void }} Held */
/** @typedef {'request' | 'reply'} Part */
/** @typedef {ReturnType<typeof watchNetwork>} Network */

/** SHA-256 in hexadecimal. */
export async function sha256(/** @type {BufferSource} */ bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function signal() {
  let give = () => {}
  const given = new Promise((/** @type {(value?: void) => void} */ resolve) => {
    give = () => resolve()
  })
  return { given, give }
}

export function watchNetwork() {
  const platform = {
    fetch: window.fetch,
    send: XMLHttpRequest.prototype.send,
    open: XMLHttpRequest.prototype.open,
  }
  /** @type {Set<(sending: Sending) => void>} */
  const listeners = new Set()
  /** @type {Set<{ part: Part, end: string, reach: () => void, until: Promise<void> }>} */
  const holds = new Set()
  /** @type {WeakMap<XMLHttpRequest, { method: string, url: string }>} */
  const opened = new WeakMap()
  /** @type {Sending[]} */
  const all = []
  let online = true

  const tell = (/** @type {Sending} */ sending) => {
    for (const listener of listeners) listener(sending)
  }

  /** @param {string} method @param {string} url @param {() => Promise<ArrayBuffer>} body */
  function begin(method, url, body) {
    const { pathname: path } = new URL(url, document.baseURI)
    const sha = path.endsWith('/echo') ? body().then(sha256) : null
    /** @type {Sending} */
    const sending = { method, path, from: Date.now(), to: null, status: null, sha }
    all.push(sending)
    tell(sending)
    return sending
  }

  const end = (/** @type {Sending} */ sending, /** @type {number} */ status) => {
    if (sending.to !== null) return
    Object.assign(sending, { to: Date.now(), status })
    tell(sending)
  }

  /** Waits where that is held; each hold is for the first one only. */
  async function pass(/** @type {Sending} */ { path }, /** @type {Part} */ part) {
    for (const hold of holds) {
      if (hold.part !== part || !path.endsWith(hold.end)) continue
      holds.delete(hold)
      hold.reach()
      await hold.until
    }
  }

  window.fetch = async (input, init) => {
    const request = new Request(input, init)
    const sending = begin(request.method, request.url, () => request.clone().arrayBuffer())
    try {
      await pass(sending, 'request')
      if (!online) throw new TypeError('Failed to fetch')
      const reply = await platform.fetch.call(window, request)
      await pass(sending, 'reply')
      end(sending, reply.status)
      return reply
    } catch (error) {
      end(sending, 0)
      throw error
    }
  }

  XMLHttpRequest.prototype.open = function (/** @type {string} */ method, /** @type {string | URL} */ url) {
    opened.set(this, { method, url: String(url) })
    platform.open.call(this, method, url, true)
  }

  XMLHttpRequest.prototype.send = async function (body) {
    const { method, url } = opened.get(this) ?? { method: 'GET', url: '' }
    const sending = begin(method, url, () =>
      new Response(/** @type {BodyInit | null | undefined} */ (body)).arrayBuffer(),
    )
    const tellCaller = this.onloadend
    this.onloadend = async (event) => {
      await pass(sending, 'reply')
      end(sending, this.status)
      tellCaller?.call(this, event)
    }
    await pass(sending, 'request')
    if (online) return platform.send.call(this, body)
    for (const type of ['error', 'loadend']) this.dispatchEvent(new ProgressEvent(type))
  }

  function connect(/** @type {boolean} */ connected) {
    online = connected
    Object.defineProperty(navigator, 'onLine', { value: connected, configurable: true })
    window.dispatchEvent(new Event(connected ? 'online' : 'offline'))
  }

  return {
    /** Calls back for what was sent already, and when something is sent, and when it is over. */
    onSending(/** @type {(sending: Sending) => void} */ listener) {
      all.forEach(listener)
      listeners.add(listener)
    },
    /**
     * Holds the next request, or its reply, whose path ends so.
     * @param {Part} part
     * @param {string} end
     * @returns {Held}
     */
    hold(part, end) {
      const reached = signal()
      const released = signal()
      holds.add({ part, end, reach: reached.give, until: released.given })
      return { reached: reached.given, release: released.give }
    },
    cut: () => connect(false),
    mend: () => connect(true),
  }
}
