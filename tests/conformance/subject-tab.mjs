// A page with the client of one subject in it.
import { Tab } from '../e2e/harness/tab.mjs'

/** @typedef {import('./browsers.mjs').AnyPage} AnyPage */
/** @typedef {import('./subject.mjs').Address} Address */

/**
 * What the page makes a client of: the subject of that name in a module.
 * @typedef {object} Opening
 * @property {string} module
 * @property {string} name
 * @property {string} baseURL
 * @property {string} storageKey
 */

const urlOf = (/** @type {Address} */ address) => (typeof address === 'string' ? address : address.url)

/**
 * @param {Address} address
 * @param {RequestInit} [init]
 */
function initOf(address, init) {
  if (typeof address === 'string') return init
  const { url, ...own } = address
  return { ...own, ...init }
}

/** @extends {Tab<AnyPage>} */
export class SubjectTab extends Tab {
  /**
   * @param {AnyPage} page
   * @param {import('./page-server.mjs').PageServer} server
   */
  constructor(page, server) {
    super(page, { url: server.url, config: undefined })
    this.module = server.module
    this.address = `${server.url}/conformance/page/index.html`
  }

  /**
   * @override
   * @param {Address} address
   * @param {RequestInit} [init]
   */
  ask(address, init) {
    return super.ask(urlOf(address), initOf(address, init))
  }

  /**
   * @override
   * @param {number} count
   * @param {Address} address
   */
  askMany(count, address) {
    return super.askMany(count, urlOf(address), initOf(address))
  }

  /**
   * @override
   * @param {number} count
   * @param {Address} address
   * @param {{ at?: number, name?: string }} [options]
   */
  start(count, address, options) {
    return super.start(count, urlOf(address), { ...options, init: initOf(address) })
  }

  load() {
    return this.page.goto(this.address)
  }

  /**
   * A client of the subject; with the same key it finds the session of the last one.
   * @param {string} name
   * @param {string} baseURL
   * @param {string} storageKey
   */
  use(name, baseURL, storageKey) {
    this.config = { module: this.module, name, baseURL, storageKey }
    return this.create()
  }

  /** Makes the client of `config`, which is an `Opening` here. @override */
  async create() {
    await this.page.waitForFunction(() => window.lab?.openSubject !== undefined)
    const opening = /** @type {Opening} */ (this.config)
    const made = await this.page.evaluate((opening) => lab.openSubject(opening), opening)
    if (made.error) throw new Error(made.error.message)
    return made
  }

  /** `session.status`, once it is known whether somebody is signed in. */
  async settled() {
    await this.page.waitForFunction(() => lab.clients.main.auth.session.status !== 'restoring')
    return this.status()
  }

  spoilAccess() {
    return this.page.evaluate(async () => {
      lab.wire.spoil(/** @type {string} */ (await lab.clients.main.auth.getAccessToken()))
    })
  }

  spoilRefresh() {
    return this.page.evaluate(async (key) => {
      const { spoilt } = await import('/conformance/page/wire.js')
      const { access, refresh } = JSON.parse(localStorage.getItem(key))
      if (refresh) await lab.clients.main.auth.setTokens({ access, refresh: spoilt(refresh) })
    }, this.config.storageKey)
  }

  close() {
    return this.page.close().catch(() => {})
  }
}
