// Who has stopped listening is told nothing more, whenever he stopped; and nothing that others wait for is lost by it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { bearer } from './harness/tab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('../../npm/types.ts').Auth} Auth */

const scene = makeLab()

/** Calls a function in the page with what makes a client, and with the end of the task. */
const played = (
  /** @type {Tab} */ tab,
  /** @type {object} */ config,
  /** @type {(make: () => Auth, task: () => Promise<void>) => Promise<unknown>} */ play,
) =>
  tab.page.evaluate(
    async ([config, play]) => {
      // At once: later the page's Content-Security-Policy forbids it.
      // biome-ignore lint/security/noGlobalEval: the test's own function, which does not travel otherwise
      const run = eval(play)
      const { authFrom } = await lab.import('/package/index.js')
      const task = () => new Promise((resolve) => setTimeout(resolve))
      return run(() => authFrom(config), task)
    },
    [{ ...bearer, ...config }, String(play)],
  )

test(
  'a listener that an earlier one has stopped is not told, nor is one of a client that it has disposed of',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const told = await played(tab, { storage: 'memory', warnings: 'silent' }, async (make) => {
      /** @type {string[]} */
      const told = []
      for (const how of ['on', 'subscribe'])
        for (const end of ['stopped', 'disposed']) {
          const auth = make()
          await auth.login({ username: 'demo', password: 'demo' })
          const listen = (/** @type {() => void} */ listener) =>
            how === 'on' ? auth.on('signedOut', listener) : auth.subscribe(listener)
          let stop = () => {}
          const stopFirst = listen(() => {
            stopFirst()
            told.push(`${how}: first`)
            if (end === 'stopped') stop()
            else auth.dispose()
          })
          stop = listen(() => told.push(`${how}: ${end}`))
          await auth.logout().catch(() => {})
          auth.dispose()
        }
      return told
    })
    assert.deepEqual(told, ['on: first', 'on: first', 'subscribe: first', 'subscribe: first'])
  }),
)

test(
  'an event of the start is told once, to whoever listens by then',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    const told = await played(tab, {}, async (make, task) => {
      /** @type {string[]} */
      const told = []
      const auth = make()
      await auth.ready
      // As React's StrictMode mounts an effect, takes it back and mounts it again, at once or later.
      const stop = auth.on('signedIn', ({ by }) => told.push(`stopped ${by}`))
      stop()
      await task()
      const stopFirst = auth.on('signedIn', ({ by }) => {
        told.push(`first ${by}`)
        stopFirst()
        stopSecond()
      })
      const stopSecond = auth.on('signedIn', ({ by }) => told.push(`second ${by}`))
      await task()
      auth.on('signedIn', ({ by }) => told.push(`late ${by}`))
      await task()
      auth.dispose()
      return told
    })
    assert.deepEqual(told, ['first restored'])
  }),
)

test(
  'after dispose nothing is told, whether one listened before it or listens after it',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    const told = await played(tab, {}, async (make, task) => {
      /** @type {string[]} */
      const told = []
      const auth = make()
      await auth.ready
      auth.on('signedIn', () => told.push('before'))
      auth.dispose()
      auth.on('signedIn', () => told.push('after'))
      await task()
      return told
    })
    assert.deepEqual(told, [])
  }),
)
