// A page with the client of one subject in it.
import { Tab } from '../e2e/harness/tab.mjs'

export class SubjectTab extends Tab {
  constructor(page, server) {
    super(page, { url: server.url, config: undefined })
    this.module = server.module
    this.address = `${server.url}/conformance/page/index.html`
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

  spoilAccess() {
    return this.page.evaluate((key) => {
      lab.wire.spoil(JSON.parse(localStorage.getItem(key)).access)
    }, this.config.storageKey)
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
