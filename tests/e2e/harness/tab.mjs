// A page with one client in it, driven from the test.

/** The configuration of the bearer dialect. */
export const bearer = { baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' }

/** Chromium's own line for every 4xx and 5xx and for a lost connection; no doing of the page's. */
const networkNote = /^Failed to load resource: /

export class Tab {
  /** What a developer would see in the console, network notes aside. */
  complaints = []
  /** Everything the page printed. */
  printed = []

  constructor(page, { url, config, from, without }) {
    this.page = page
    this.config = config
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

  async create(config = this.config, name = 'main') {
    await this.page.waitForFunction(() => window.lab !== undefined)
    return this.page.evaluate(([config, name]) => lab.open(config, name), [config, name])
  }

  login(username = 'demo', password = username) {
    return this.call('login', { username, password })
  }

  call(method, ...args) {
    return this.page.evaluate(
      async ([method, args]) => {
        const { value, error } = await lab.clients.main.call(method, ...args)
        // A Response does not travel.
        return error
          ? { error }
          : { value: value?.response ? { status: value.status, data: value.data } : value }
      },
      [method, args],
    )
  }

  ask(path, init) {
    return this.page.evaluate(([path, init]) => lab.clients.main.ask(path, init), [path, init])
  }

  askMany(count, path, init) {
    return this.page.evaluate(
      ([count, path, init]) => lab.clients.main.askMany(count, path, init),
      [count, path, init],
    )
  }

  /** Starts requests and returns at once; their outcomes come by `outcomes()`. */
  start(count, path, { at = 0, name = 'main', init } = {}) {
    return this.page.evaluate(
      ([count, path, at, name, init]) => lab.clients[name].start(count, path, at, init),
      [count, path, at, name, init],
    )
  }

  outcomes(name = 'main') {
    return this.page.evaluate((name) => lab.clients[name].outcomes(), name)
  }

  /** What listeners were told: the details of one event, or all of them by name. */
  async events(event, name = 'main') {
    const all = await this.page.evaluate((name) => lab.clients[name].events, name)
    return event ? all.filter((one) => one.name === event).map((one) => one.detail) : all
  }

  /** Resolves once an event has been told so many times. */
  async told(event, times = 1, timeout = 10_000) {
    await this.page.waitForFunction(
      ([event, times]) => lab.clients.main.events.filter((one) => one.name === event).length >= times,
      [event, times],
      { timeout, polling: 20 },
    )
  }

  async status(name = 'main') {
    return this.page.evaluate((name) => lab.clients[name].auth.session.status, name)
  }

  /** Resolves once `session.status` is this. */
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

  /** Resolves once so many requests wait for the refresh. */
  async pending(atLeast, timeout = 10_000) {
    await this.page.waitForFunction((atLeast) => lab.clients.main.auth.session.pending >= atLeast, atLeast, {
      timeout,
      polling: 20,
    })
  }

  stored(key = 'authflight') {
    return this.page.evaluate((key) => localStorage.getItem(key), key)
  }
}
