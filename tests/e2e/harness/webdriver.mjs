// As much of WebDriver as the tests need: one browser, several tabs, functions called in them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { freePort } from '../../../scripts/shared/free-port.mjs'

/** @typedef {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} Child */

/**
 * What a session can be asked: a method, a path, and a body.
 * @typedef {(method: string, path: string, order?: object) => Promise<any>} Ask
 */

/** @typedef {Awaited<ReturnType<typeof startBrowser>>} Browser */

/**
 * The longest a driver may take for one order: longer than any script and any page load, and shorter than a test, so that what
 * hangs is named by its order.
 */
const patience = 90_000

/** Starts a driver and a Firefox. @param {string} driverProgram */
export async function startFirefox(driverProgram) {
  const child = spawn(driverProgram, ['--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const stop = () => child.kill()
  const wanted = { browserName: 'firefox', 'moz:firefoxOptions': { args: ['-headless'] } }
  return startBrowser(child, stop, await listeningAt(child), wanted)
}

/** Starts a driver and WebKit's own small browser. It has no headless mode, so it gets a virtual screen. */
export async function startWebKit() {
  const port = await freePort()
  // The shell tells its number, which is the driver's then: the screen goes when its program has gone.
  const script = `echo $$; exec WebKitWebDriver --port=${port}`
  const [program, ...args] = process.env.DISPLAY
    ? ['sh', '-c', script]
    : // Each looks for a free screen from a number of its own: two that look at once would find the same one.
      ['xvfb-run', '-a', '-n', String(port), 'sh', '-c', script]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  const driver = `http://127.0.0.1:${port}`
  await untilListening(driver)
  return startBrowser(child, () => process.kill(Number(value)), driver, {})
}

/**
 * @param {Child} child
 * @param {() => unknown} stop
 * @param {string} driver its address
 * @param {object} alwaysMatch
 */
async function startBrowser(child, stop, driver, alwaysMatch) {
  /** @type {Ask} */
  const ask = async (method, path, order) => {
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${driver}${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(patience),
      ...(order && { body: JSON.stringify(order) }),
    }).catch((error) => {
      throw new Error(`${method} ${path}: no answer`, { cause: error })
    })
    const { value } = await reply.json()
    if (!reply.ok) throw new Error(`${path}: ${value.message}`)
    return value
  }
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch } }).catch((error) => {
    stop()
    throw error
  })
  /** @type {Ask} */
  const session = (method, path, order) => ask(method, `/session/${sessionId}${path}`, order)
  await session('POST', '/timeouts', { script: 60_000, pageLoad: 30_000 })
  const home = await session('GET', '/window')
  // Orders go to the window that was switched to last: one at a time.
  /** @type {Promise<unknown>} */
  let last = Promise.resolve()
  /**
   * @template Value
   * @param {() => Promise<Value>} work
   */
  const inTurn = (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
  return {
    newPage: () =>
      inTurn(async () => {
        // The last one may have been closed: a tab is opened from one that is there.
        await session('POST', '/window', { handle: home })
        const { handle } = await session('POST', '/window/new', { type: 'tab' })
        const page = new WindowPage((method, path, order) =>
          inTurn(async () => {
            await session('POST', '/window', { handle })
            return session(method, path, order)
          }),
        )
        return /** @type {Page} */ (/** @type {unknown} */ (page))
      }),
    async close() {
      await ask('DELETE', `/session/${sessionId}`).catch(() => {})
      const gone = once(child, 'exit')
      stop()
      await gone
    },
  }
}

async function listeningAt(/** @type {Child} */ child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /Listening on (\S+)$/.exec(line) ?? []
    if (address) return `http://${address}`
  }
  throw new Error('geckodriver did not start.')
}

async function untilListening(/** @type {string} */ driver) {
  const until = Date.now() + 20_000
  for (;;) {
    try {
      await fetch(`${driver}/status`)
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** A tab with the methods of Playwright's page that the tests use. @typedef {import('./tab.mjs').AnyPage} Page */

class WindowPage {
  #order

  constructor(/** @type {Ask} */ order) {
    this.#order = order
  }

  /** WebDriver has no events. */
  on() {}

  goto(/** @type {string} */ url) {
    return this.#order('POST', '/url', { url })
  }

  reload() {
    return this.#order('POST', '/refresh', {})
  }

  goBack() {
    return this.#order('POST', '/back', {})
  }

  close() {
    return this.#order('DELETE', '/window')
  }

  /**
   * @param {string | ((argument: never) => unknown)} play
   * @param {unknown} argument
   */
  async evaluate(play, argument = null) {
    const script = `
      const [argument, done] = arguments
      Promise.resolve(argument).then(${play}).then(
        (value) => done({ value }),
        (error) => done({ error: String(error) }),
      )`
    const { value, error } = await this.#order('POST', '/execute/async', { script, args: [argument] })
    if (error) throw new Error(error)
    return value ?? undefined
  }

  /**
   * @param {string | ((argument: never) => unknown)} holds
   * @param {unknown} argument
   */
  async waitForFunction(holds, argument = null, { timeout = 10_000 } = {}) {
    const until = Date.now() + timeout
    while (!(await this.evaluate(holds, argument))) {
      if (Date.now() > until) throw new Error(`Not within ${timeout} ms: ${holds}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
