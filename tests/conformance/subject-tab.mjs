// A page with the client of one subject in it.
import { Tab } from '../e2e/harness/tab.mjs'

const urlOf = (target) => target.url ?? target

function initOf(target, init) {
  if (typeof target === 'string') return init
  const { url, ...own } = target
  return { ...own, ...init }
}

export class SubjectTab extends Tab {
  constructor(page, server) {
    super(page, { url: server.url, config: undefined })
    this.module = server.module
    this.address = `${server.url}/conformance/page/index.html`
  }

  /** `target`: a path, or `{ url, ...init }`. */
  ask(target, init) {
    return super.ask(urlOf(target), initOf(target, init))
  }

  askMany(count, target) {
    return super.askMany(count, urlOf(target), initOf(target))
  }

  start(count, target, options) {
    return super.start(count, urlOf(target), { ...options, init: initOf(target) })
  }

  load() {
    return this.page.goto(this.address)
  }

  /** A client of the subject; with the same key it finds the session of the last one. */
  use(name, baseURL, storageKey) {
    this.config = { module: this.module, name, baseURL, storageKey }
    return this.create()
  }

  async create() {
    await this.page.waitForFunction(() => window.lab?.openSubject !== undefined)
    const { error } = await this.page.evaluate((subject) => lab.openSubject(subject), this.config)
    if (error) throw new Error(error.message)
  }

  /** `session.status`, once it is known whether somebody is signed in. */
  async settled() {
    await this.page.waitForFunction(() => lab.clients.main.auth.session.status !== 'restoring')
    return this.status()
  }

  spoilAccess() {
    return this.page.evaluate(async () => lab.wire.spoil(await lab.clients.main.auth.getAccessToken()))
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
