// R34: whoever replaces fetch, or another of the page's functions, gets errors and not silence; afterwards all is well.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { complaintsOf, playAll, stillWorks, watched } from './harness/border.mjs'
import { inTime } from './harness/in-time.mjs'
import { makeLab } from './harness/lab.mjs'
import { fixturesFolder, packageFolder } from './harness/places.mjs'
import { startServer } from './harness/server.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** Thrown at once, never settled, or the words of a trap. */
const broken = /^(threw|gave|hangs)|RuntimeError|INTERNAL/

const config = { retry: { attempts: 1 }, refreshTimeout: 1_000 }
const searched = { expired: { body: { path: 'code', in: [401] } } }

/** Plays the cases that `namesIn` a page names: in one page, or in a new one after a case that broke it. */
async function playInOnePage(
  /** @type {Control} */ server,
  /** @type {() => Promise<Tab>} */ open,
  /** @type {(tab: any) => Promise<any>} */ namesIn,
  /** @type {(tab: any, name: any) => Promise<any>} */ play,
) {
  /** @type {Tab | undefined} */
  let tab = await open()
  const names = await namesIn(tab)
  const playOne = async (/** @type {string} */ name) => {
    tab ??= await open()
    try {
      let wrong = await play(tab, name)
      wrong ??= await harmed(tab, server, name)
      if (wrong !== undefined) tab = undefined
      return wrong
    } catch (error) {
      tab = undefined
      return /** @type {Error} */ (error).message
    }
  }
  await playAll(names, playOne, 4)
  await stillWorks(tab, server, 'all of them')
}

/** What a case has left behind. Three requests that meet an expiry tell as much as ten: there are hundreds of cases. */
async function harmed(/** @type {Tab} */ tab, /** @type {Control} */ server, /** @type {string} */ name) {
  await stillWorks(tab, server, name, { count: 3 })
  const complaints = await complaintsOf(tab)
  return complaints.length > 0 ? complaints : undefined
}

for (const [moment, more] of /** @type {[string, object?][]} */ ([
  ['an answer'],
  ['an answer', searched],
  ['an expiry'],
  ['the answer of the refresh'],
  ['the refusal of the refresh'],
  ['the answer of the login'],
  ['the answer of the logout'],
])) {
  test(
    `fetch gives what is no reply as ${moment}${more ? ', whose body is searched' : ''}: every call settles`,
    scene(async ({ server, openSignedIn }) => {
      const open = async () => {
        const tab = await openSignedIn({ config: { ...config, ...more } })
        await watched(tab, 'border-replaced')
        return tab
      }
      const namesIn = async (/** @type {Tab} */ tab) => {
        const names = await tab.page.evaluate(() => Object.keys(lab.border.oddFetches))
        assert.ok(names.length > 50, `${names.length} cases`)
        return names
      }
      await playInOnePage(server, open, namesIn, async (/** @type {Tab} */ tab, name) => {
        if (moment.endsWith('the refresh')) await server.expireAccess()
        const before = (await server.counters()).refresh.received
        const played = tab.page.evaluate(
          ([moment, name]) => lab.border.playOddFetch(moment, name),
          [moment, name],
        )
        const { odd, outcomes } = await inTime(played, name)
        const refreshes = (await server.counters()).refresh.received - before
        const bad = outcomes.filter((/** @type {string} */ outcome) => broken.test(outcome))
        return odd === 0 || bad.length > 0 || refreshes > 1 ? { odd, bad, refreshes } : undefined
      })
    }),
  )
}

test(
  'a fetch that never answers: the timeout does, and the next call is none the worse',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await watched(tab)
    assert.deepEqual(await tab.create({ ...tab.config, timeout: 500 }, 'timed'), {})
    const outcomes = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.timed
      const own = globalThis.fetch
      globalThis.fetch = () => new Promise(() => {})
      const calls = [() => auth.fetch('/me'), () => auth.fetch('http://127.0.0.1:1/'), () => auth.get('/me')]
      const outcomes = await Promise.all(calls.map((call) => lab.border.outcomeOf(call)))
      globalThis.fetch = own
      return outcomes
    })
    assert.deepEqual(outcomes, ['rejects TimeoutError', 'rejects TimeoutError', 'rejects ECONNABORTED'])
    await stillWorks(tab, server, 'a fetch that never answers')
    assert.deepEqual(await complaintsOf(tab), [])
  }),
)

for (const [group, what] of [
  ['stores', 'a lock, a store or a channel'],
  ['functions', 'another function'],
]) {
  test(
    `${what} of the page’s is replaced for a while: every call settles, and the client is none the worse`,
    scene(async ({ server, openSignedIn }) => {
      const open = async () => {
        const tab = await openSignedIn({ config })
        await watched(tab, 'border-replaced')
        return tab
      }
      const namesIn = (/** @type {Tab} */ tab) =>
        tab.page.evaluate((group) => Object.keys(lab.border.replacements[group]), group)
      await playInOnePage(server, open, namesIn, async (/** @type {Tab} */ tab, name) => {
        const played = tab.page.evaluate(
          ([group, name]) => lab.border.playReplaced(group, name),
          [group, name],
        )
        const bad = (await inTime(played, name, 15_000)).filter((/** @type {string} */ outcome) =>
          broken.test(outcome),
        )
        if (bad.length > 0) return { bad }
        const again = await tab.login()
        return again.error && again
      })
    }),
  )
}

test('in Node such a fetch neither ends the process nor leaves a call waiting', async () => {
  const server = await startServer()
  try {
    const script = `${fixturesFolder}/border-node.js`
    const child = spawn(process.execPath, [
      script,
      pathToFileURL(`${packageFolder}/index.js`).href,
      server.url,
    ])
    const texts = { stdout: '', stderr: '' }
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      child[name].setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        texts[name] += text
      })
    }
    const [code] = await once(child, 'close')
    // The package is one long line.
    const said = texts.stderr.split('\n').map((line) => line.slice(0, 200))
    assert.deepEqual([code, ...said], [0, ''])
    assert.deepEqual(JSON.parse(texts.stdout), {})
  } finally {
    await server.stop()
  }
})
