// Sessions that come back after a reload: only the server can renew them, and the access token is in memory.
import assert from 'node:assert/strict'
import { dialects } from './dialects.mjs'
import { all, result, results } from './outcomes.mjs'

/** @typedef {import('./control.mjs').Control} Control */
/** @typedef {import('./tab.mjs').AnyTab} AnyTab */

/** What RFC 10017 recommends: the refresh token in an HttpOnly cookie, the access token in memory. */
export const inMemory = { ...dialects.cookie, baseURL: '/cookie', storage: 'memory' }

/** Prepared in a page: `refresh` is the application's own function, over the same cookie. */
const byFunction = () => {
  window.configured = {
    async refresh(/** @type {import('../../../npm/types.ts').RefreshContext} */ { signal, fetch }) {
      const reply = await fetch('/cookie/refresh', { method: 'POST', credentials: 'include', signal })
      if (!reply.ok) throw reply
      const { access_token, expires_in } = await reply.json()
      return { access: access_token, accessExpiresAt: Date.now() + expires_in * 1_000 }
    },
  }
}

/**
 * The two ways to renew a session without a token in hand, as options of a tab.
 * @type {{ what: string, options: import('./lab.mjs').TabOptions }[]}
 */
export const ways = [
  { what: 'by a cookie', options: { config: inMemory } },
  { what: 'by a function', options: { config: inMemory, prepare: byFunction } },
]

/** What opens tabs, in whichever engine. @typedef {Record<'openTab' | 'openSignedIn', (options?: any) => Promise<AnyTab>>} Openers */

/** How many refreshes the server has seen. */
export const refreshes = async (/** @type {Control} */ server) => (await server.counters()).refresh.received

/** So many tabs of one session. A new tab has it from its siblings, or asks the server. */
export async function signedInTabs(
  /** @type {number} */ count,
  /** @type {Openers} */ { openTab, openSignedIn },
  /** @type {import('./lab.mjs').TabOptions | undefined} */ options = undefined,
) {
  const first = await openSignedIn(options)
  const others = await Promise.all(Array.from({ length: count - 1 }, () => openTab(options)))
  await Promise.all(others.map((tab) => tab.becomes('signedIn')))
  return [first, ...others]
}

/**
 * The page is loaded again, and its restore has reached a server that does not answer it yet. `givenUp` resolves once the server
 * sees that the page has given the request up: before that, a reply that is released would still bring its cookie.
 */
export async function heldInRestore(/** @type {Control} */ server, /** @type {AnyTab} */ tab) {
  const { received, abandoned } = (await server.counters()).refresh
  await server.hold('refresh')
  await tab.reload()
  await server.wait('refresh.received', received + 1)
  assert.equal(await tab.status(), 'restoring')
  return { givenUp: () => server.wait('refresh.abandoned', abandoned + 1) }
}

/** Everybody's session comes back, with data, and nobody has been asked to log in. */
export async function backWithData(/** @type {AnyTab[]} */ ...tabs) {
  await Promise.all(tabs.map((tab) => tab.becomes('signedIn')))
  const asked = await Promise.all(tabs.map((tab) => tab.ask('/me')))
  assert.deepEqual(results(asked), all(tabs.length, 200))
  for (const tab of tabs) {
    assert.deepEqual(await tab.events('loginRequired'), [])
    assert.deepEqual(await tab.events('signedOut'), [])
  }
}

/** Nobody is signed in, and nobody was told to log in. */
export async function quietlySignedOut(/** @type {AnyTab[]} */ ...tabs) {
  for (const tab of tabs) {
    await tab.becomes('signedOut')
    assert.equal((await tab.call('getAccessToken')).value, null)
    assert.deepEqual(await tab.events('loginRequired'), [])
    assert.deepEqual(await tab.events('signedIn'), [])
  }
}

/** Asks until the cool-down after a transient failure is over, and gives what it came to. */
export async function untilAvailable(/** @type {AnyTab} */ tab, path = '/me') {
  const until = Date.now() + 8_000
  let outcome
  do outcome = await tab.ask(path)
  while (result(outcome) === 'REFRESH_UNAVAILABLE' && Date.now() < until)
  return outcome
}

/** All that the page's origin keeps and script can read, as one text: both storages, all databases, readable cookies. */
export const allStored = (/** @type {AnyTab} */ tab) =>
  tab.page.evaluate(async () => {
    const done = (/** @type {IDBOpenDBRequest} */ request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const found = [{ ...localStorage }, { ...sessionStorage }, document.cookie]
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(/** @type {string} */ (name)))
      for (const store of database.objectStoreNames) {
        found.push(await done(database.transaction(store).objectStore(store).getAll()))
      }
      database.close()
    }
    return JSON.stringify(found)
  })

/** Quick retries; the cool-down after giving up stays the product's own. */
export const hasty = { retry: { attempts: 3, base: 20, cap: 50 } }

/** A client of the same configuration, less or more. */
export const but = (
  /** @type {import('./lab.mjs').TabOptions} */ options,
  /** @type {{ retry: { attempts: number; base: number; cap: number; }; } | { restore: string; }} */ config,
) => ({ ...options, config: { ...options.config, ...config } })

/** The browser loses all that script has kept, and only the server's cookie is left. */
export async function forget(/** @type {AnyTab} */ tab) {
  await tab.page.goto(tab.address)
  await tab.page.evaluate(async () => {
    localStorage.clear()
    const databases = await indexedDB.databases()
    await Promise.all(
      databases.map(
        ({ name }) =>
          new Promise((resolve) => {
            indexedDB.deleteDatabase(String(name)).onsuccess = resolve
          }),
      ),
    )
  })
}
