// A warning that nobody listens to is seen all the same: in the console, once for each code.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { bearer } from './harness/tab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** Makes a client that nobody listens to, and calls a function in the page with it and the end of the task. */
const played = (
  /** @type {Tab} */ tab,
  /** @type {object} */ config,
  /** @type {(config: any, task: () => Promise<void>) => unknown} */ play,
) =>
  tab.page.evaluate(
    ([config, play]) => {
      const task = () => new Promise((resolve) => setTimeout(resolve))
      // biome-ignore lint/security/noGlobalEval: the test's own function, which does not travel otherwise
      return eval(play)(config, task)
    },
    [{ ...bearer, ...config }, String(play)],
  )

const ours = (/** @type {Tab} */ tab) =>
  tab.complaints.splice(0).filter((line) => line.startsWith('authflight '))

test(
  'each code is printed once, with its cure, whichever client of the page it is about',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    await played(tab, {}, async (/** @type {object} */ config, /** @type {() => Promise<void>} */ task) => {
      for (const storageKey of ['one', 'two']) {
        const auth = await lab.createAuth({ ...config, storageKey })
        await auth.login({ username: 'demo', password: 'demo' })
        for (let round = 0; round < 2; round++) await auth.fetch('https://elsewhere.invalid/').catch(() => {})
        await auth.get('/fixtures/blank.html', { baseURL: location.origin, responseType: 'json' })
        await task()
      }
    })
    const printed = ours(tab)
    assert.deepEqual(
      printed.map((line) => line.split(':')[0]),
      ['authflight TOKEN_WITHHELD', 'authflight JSON_INVALID'],
    )
    assert.match(printed[0], /add it to attach\.origins/)
    assert.match(printed[0], /warnings: 'silent'/)
  }),
)

test(
  'a listener of the same task hears the warnings of the start, and the console stays quiet',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const heard = await played(
      tab,
      { baseURL: 'http://api.invalid' },
      async (/** @type {object} */ config, /** @type {() => Promise<void>} */ task) => {
        /** @type {string[]} */
        const heard = []
        const auth = await lab.createAuth({ ...config, storageKey: 'heard' })
        auth.on('warning', ({ code }) => heard.push(code))
        await task()
        return heard
      },
    )
    assert.deepEqual(heard, ['INSECURE_TRANSPORT'])
    assert.deepEqual(ours(tab), [])
  }),
)

test(
  'one that comes late hears what was printed before',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const heard = await played(
      tab,
      { baseURL: 'http://api.invalid' },
      async (/** @type {object} */ config, /** @type {() => Promise<void>} */ task) => {
        /** @type {string[]} */
        const heard = []
        const auth = await lab.createAuth({ ...config, storageKey: 'late' })
        await task()
        auth.on('warning', ({ code }) => heard.push(code))
        await task()
        return heard
      },
    )
    assert.deepEqual(heard, ['INSECURE_TRANSPORT'])
    assert.equal(ours(tab).length, 1)
  }),
)

test(
  "warnings: 'silent' turns it off, and listeners hear them as ever",
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const heard = await played(
      tab,
      { baseURL: 'http://api.invalid', warnings: 'silent' },
      async (/** @type {object} */ config, /** @type {() => Promise<void>} */ task) => {
        /** @type {string[]} */
        const heard = []
        const auth = await lab.createAuth({ ...config, storageKey: 'silent' })
        await task()
        auth.on('warning', ({ code }) => heard.push(code))
        await task()
        return heard
      },
    )
    assert.deepEqual(heard, ['INSECURE_TRANSPORT'])
    assert.deepEqual(ours(tab), [])
  }),
)
