// A page with one client in it, driven from the test.

/** The configuration of the bearer dialect. */
export const bearer = { baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' }

/** Chromium's own line for every 4xx and 5xx and for a lost connection; no doing of the page's. */
const networkNote = /^Failed to load resource: /

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../fixtures/lab-client.js').EventName} EventName */
/** @typedef {import('../fixtures/lab-client.js').Called} Called */

/**
 * What a tab needs of its page: as much as a WebDriver has, too.
 * @typedef {Pick<Page, 'on' | 'goto' | 'reload' | 'goBack' | 'close' | 'evaluate' | 'waitForFunction'>} AnyPage
 */

/**
 * What the client is to be made with; tests get it wrong on purpose.
 * @typedef {Record<string, any>} Config
 */

/** A tab of whichever engine. @typedef {Tab<AnyPage>} AnyTab */

/** @template {AnyPage} [P=Page] */
export class Tab {
  /** What a developer would see in the console, network notes aside. @type {string[]} */
  complaints = []
  /** Everything the page printed. @type {string[]} */
  printed = []

  /**
   * @param {P} page
   * @param {object} options
   * @param {string} options.url
   * @param {Config | undefined} [options.config]
   * @param {string | undefined} [options.from] the mount that has the package
   * @param {string | undefined} [options.without] what the page is to do without
   */
  constructor(page, { url, config, from, without }) {
    this.page = page
    this.config = /** @type {Config} */ (config)
    const query = new URLSearchParams({ ...(from && { from }), ...(without && { without }) })
    this.address = `${url}/fixtures/blank.html?${query}`
    page.on('console', (message) => {
      this.printed.push(message.text())
      const bad = ['error', 'warning'].includes(message.type())
      if (bad && !networkNote.test(message.text())) this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
  }

  /** Loads the page and creates the client, as an application does at its start. */
  async open() {
    await this.page.goto(this.address)
    return this.create()
  }

  async reload() {
    await this.page.reload()
    return this.create()
  }

  async create(/** @type {Config} */ config = this.config, name = 'main') {
    await this.page.waitForFunction(() => window.lab !== undefined)
    return this.page.evaluate(([config, name]) => lab.open(config, name), [config, name])
  }

  login(username = 'demo', password = username) {
    return this.call('login', { username, password })
  }

  /**
   * Calls the client, and gives what came of it as far as it travels.
   * @param {string} method
   * @param {unknown[]} args
   */
  call(method, ...args) {
    return this.page.evaluate(
      async ([method, args]) => {
        const { value, error } = await lab.clients.main.call(method, ...args)
        // A Response does not travel.
        const seen = error
          ? { error }
          : { value: value?.response ? { status: value.status, data: value.data } : value }
        return /** @type {Called} */ (seen)
      },
      [method, args],
    )
  }

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  ask(path, init) {
    return this.page.evaluate(([path, init]) => lab.clients.main.ask(path, init), [path, init])
  }

  /**
   * @param {number} count
   * @param {string} path
   * @param {RequestInit} [init]
   */
  askMany(count, path, init) {
    return this.page.evaluate(
      ([count, path, init]) => lab.clients.main.askMany(count, path, init),
      [count, path, init],
    )
  }

  /**
   * Starts requests and returns at once; their outcomes come by `outcomes()`.
   * @param {number} count
   * @param {string} path
   * @param {{ at?: number, name?: string, init?: RequestInit | undefined }} [options]
   */
  start(count, path, { at = 0, name = 'main', init } = {}) {
    return this.page.evaluate(
      ([count, path, at, name, init]) => lab.clients[name].start(count, path, at, init),
      [count, path, at, name, init],
    )
  }

  outcomes(name = 'main') {
    return this.page.evaluate((name) => lab.clients[name].outcomes(), name)
  }

  /**
   * What listeners were told: the details of one event, or all of them by name.
   * @param {EventName} [event]
   * @returns {Promise<any[]>}
   */
  async events(event, name = 'main') {
    const all = await this.page.evaluate((name) => lab.clients[name].events, name)
    return event ? all.filter((one) => one.name === event).map((one) => one.detail) : all
  }

  /** Resolves once an event has been told so many times. @param {EventName} event */
  async told(event, times = 1, timeout = 10_000) {
    await this.page.waitForFunction(
      ([event, times]) => lab.clients.main.events.filter((one) => one.name === event).length >= times,
      [event, times],
      { timeout, polling: 20 },
    )
  }

  /** When the first event of that name was told. @param {EventName} event */
  async toldAt(event) {
    return (await this.events()).find((one) => one.name === event).at
  }

  async status(name = 'main') {
    return this.page.evaluate((name) => lab.clients[name].auth.session.status, name)
  }

  /** Resolves once `session.status` is this. @param {import('../fixtures/lab-client.js').Status} status */
  async becomes(status, timeout = 10_000) {
    await this.page.waitForFunction((status) => lab.clients.main.auth.session.status === status, status, {
      timeout,
      polling: 20,
    })
  }

  /** What `session.status` has been since the client was made. */
  statuses() {
    return this.page.evaluate(() => lab.clients.main.statuses)
  }

  session() {
    return this.page.evaluate(() => lab.clients.main.auth.session)
  }

  /** Resolves once so many requests wait for the refresh. @param {number} atLeast */
  async pending(atLeast, timeout = 10_000) {
    await this.page.waitForFunction((atLeast) => lab.clients.main.auth.session.pending >= atLeast, atLeast, {
      timeout,
      polling: 20,
    })
  }

  stored(key = 'authflight') {
    return this.page.evaluate((key) => /** @type {string} */ (localStorage.getItem(key)), key)
  }
}
