// A back-end whose requests are all kept, on an origin of its own; it serves the page and the package, too.
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fixturesFolder, packageFolder } from './places.mjs'
import { startRecorder } from './recorder.mjs'

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }
/** @type {Record<string, string>} */
const folders = { fixtures: fixturesFolder, package: packageFolder }

/** @typedef {import('./recorder.mjs').Recorded} Recorded */
/** @typedef {import('./recorder.mjs').Answer} Answer */
/** @typedef {import('./recorder.mjs').Answering} Answering */

/** One that has been started. @typedef {Awaited<ReturnType<typeof startBackend>>} StartedBackend */

/**
 * Starts one. It knows `/api/login`, `/api/refresh`, `/api/logout`, `/api/public`; all else below `/api` wants an access token
 * and tells of the request. `replies[path]` is a function that answers instead; `pages[path]` is HTML, or `{ headers, body }`.
 * `name` is part of its tokens, which need no encoding anywhere.
 */
export async function startBackend(/** @type {string} */ name) {
  const backend = new Backend(name)
  const recorder = await startRecorder((request) => backend.answer(request))
  return Object.assign(backend, recorder)
}

class Backend {
  /** @type {Record<string, Answering>} */
  replies = {}
  /** @type {Record<string, string | { headers?: Record<string, string>, body: string | Buffer }>} */
  pages = {}
  /** Every token that was issued, in its order. @type {string[]} */
  issued = []
  /** @type {Map<string, Promise<void>>} */
  #held = new Map()
  #name
  /** @type {Set<string | undefined>} */
  #good = new Set()
  /** @type {Set<string>} */
  #refreshes = new Set()

  constructor(/** @type {string} */ name) {
    this.#name = name
  }

  /** A new pair; it replaces none. */
  issue() {
    // All of one length: what is compared is not to differ by its length.
    const serial = String(this.issued.length / 2 + 1).padStart(4, '0')
    const salt = Math.random().toString(36).slice(2, 12).padEnd(10, '0')
    const access_token = `${this.#name}-access-${serial}-${salt}`
    const refresh_token = `${this.#name}-refresh-${serial}-${salt}`
    this.issued.push(access_token, refresh_token)
    this.#good.add(access_token)
    this.#refreshes.add(refresh_token)
    return { access_token, refresh_token }
  }

  /** No access token is good any more. */
  expire() {
    this.#good.clear()
  }

  /** Requests to a path wait until the function that this returns is called; those that have come by then go on. */
  hold(/** @type {string} */ path) {
    /** @type {() => void} */
    let release
    this.#held.set(
      path,
      /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          release = resolve
        })
      ),
    )
    return () => {
      this.#held.delete(path)
      release()
    }
  }

  /** @returns {Promise<Answer | undefined | void>} */
  async answer(/** @type {Recorded} */ request) {
    await this.#held.get(request.path)
    const own = this.replies[request.path]
    if (own) return own(request)
    return this.usual(request)
  }

  /** What it answers when nothing else was said. @returns {Answer | Promise<Answer>} */
  usual(/** @type {Recorded} */ request) {
    switch (request.path) {
      case '/api/login':
        return { body: this.issue() }
      case '/api/refresh':
        return this.#refreshed(request)
      case '/api/logout':
        return { status: 204 }
      case '/api/public':
        return { body: { public: true } }
    }
    return request.path.startsWith('/api/') ? this.#guarded(request) : this.#file(request.path)
  }

  #refreshed(/** @type {Recorded} */ request) {
    const { url, body, rawHeaders } = request
    const said = [url, body, ...rawHeaders].join('\n')
    for (const token of this.#refreshes) {
      if (!said.includes(token)) continue
      this.#refreshes.delete(token)
      return { body: this.issue() }
    }
    return { status: 401, body: { error: 'refused' } }
  }

  #guarded(/** @type {Recorded} */ { method, url, headers, body }) {
    const token = headers.token ?? headers.authorization?.replace(/^Bearer /, '')
    if (!this.#good.has(token)) return { status: 401, body: { error: 'expired' } }
    return { body: { method, url, body, token } }
  }

  async #file(/** @type {string} */ path) {
    const page = this.pages[path]
    if (page !== undefined) {
      const { headers, body } = typeof page === 'string' ? { body: page } : page
      return { headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
    }
    const [, folder, ...rest] = path.split('/')
    if (!folders[folder] || rest.includes('..')) return { status: 404 }
    try {
      const body = await readFile(join(folders[folder], normalize(rest.join('/'))))
      return { headers: { 'content-type': types[extname(path)] ?? 'application/octet-stream' }, body }
    } catch {
      return { status: 404 }
    }
  }
}

/** A page with the lab in it, whatever its base is. */
export const labPage = (/** @type {{ url: string }} */ backend, head = '') =>
  `<!doctype html><meta charset="utf-8"><title>tokens</title><link rel="icon" href="data:,">${head}
<script type="module" src="${backend.url}/fixtures/blank.js"></script>`
