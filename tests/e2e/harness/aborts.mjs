// R8, as a table: when a request is cut, by what, and that it harms nobody else.
import assert from 'node:assert/strict'
import { all, results } from './outcomes.mjs'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */
/** @typedef {import('./control.mjs').Control} Control */

/** A signal that times out is the caller's, too: axios has the other code for its own `timeout` alone. */
const expected = (/** @type {string} */ method) =>
  method === 'fetch' ? 'the reason' : 'ERR_CANCELED, the reason'

/** Starts one that can be cut; `settle` cuts it and says what became of it. */
async function startOne(
  /** @type {AnyTab} */ tab,
  /** @type {string} */ kind,
  /** @type {string} */ method,
  /** @type {string} */ path,
) {
  const name = await tab.page.evaluate(
    async ([kind, method, path]) => {
      const { kinds, start } = await lab.import('/fixtures/aborts.js')
      lab.cuts ??= []
      return lab.cuts.push(start(lab.clients.main.auth, kinds[kind](), method, path)) - 1
    },
    [kind, method, path],
  )
  return () =>
    tab.page.evaluate((name) => {
      lab.cuts[name].cut()
      return lab.cuts[name].outcome
    }, name)
}

const moments = {
  async before(
    /** @type {AnyTab} */ tab,
    /** @type {Control} */ server,
    /** @type {string} */ kind,
    /** @type {string} */ method,
  ) {
    const { resource } = await server.counters()
    const outcome = await tab.page.evaluate(
      async ([kind, method]) => {
        const { kinds, startTooLate } = await lab.import('/fixtures/aborts.js')
        return startTooLate(lab.clients.main.auth, kinds[kind](), method, '/me')
      },
      [kind, method],
    )
    assert.equal(outcome, expected(method))
    assert.equal((await server.counters()).resource.received, resource.received, 'nothing was sent')
  },

  /** One that was never sent, and one that has met its 401 and would be sent again. */
  async 'while it waits, and between its 401 and its replay'(
    /** @type {AnyTab} */ tab,
    /** @type {Control} */ server,
    /** @type {string} */ kind,
    /** @type {string} */ method,
  ) {
    const before = await server.counters()
    await server.expireAccess()
    await server.hold('refresh')
    const cutFirst = await startOne(tab, kind, method, '/me?first')
    await server.wait('refresh.received', before.refresh.received + 1)
    await tab.start(9, '/me')
    const cutSecond = await startOne(tab, kind, method, '/me?second')
    if (kind !== 'a timeout') await tab.pending(11)
    assert.deepEqual([await cutFirst(), await cutSecond()], all(2, expected(method)))
    assert.equal((await tab.session()).pending, 9)
    await server.release('refresh')
    assert.deepEqual(results(await tab.outcomes()), all(9, 200))
    const { refresh, resource } = await server.counters()
    assert.equal(refresh.received, before.refresh.received + 1)
    assert.equal(resource.received, before.resource.received + 10, 'the two were not sent again')
  },

  async 'in the air'(
    /** @type {AnyTab} */ tab,
    /** @type {Control} */ server,
    /** @type {string} */ kind,
    /** @type {string} */ method,
  ) {
    const { resource } = await server.counters()
    await server.hold('resource')
    const cut = await startOne(tab, kind, method, '/me?cut')
    await server.wait('resource.received', resource.received + 1)
    await tab.start(9, '/me')
    assert.equal(await cut(), expected(method))
    await server.release('resource')
    assert.deepEqual(results(await tab.outcomes()), all(9, 200))
  },
}

export async function cutEverywhere(/** @type {AnyTab} */ tab, /** @type {Control} */ server) {
  const kinds = await tab.page.evaluate(async () =>
    Object.keys((await lab.import('/fixtures/aborts.js')).kinds),
  )
  assert.ok(kinds.length > 5, `${kinds.length} kinds`)
  for (const [moment, play] of Object.entries(moments)) {
    for (const kind of kinds) {
      // What a verb makes of it depends on the kind of reason only, of which three will do.
      const methods = ['no reason', 'an Error', 'a timeout'].includes(kind) ? ['fetch', 'get'] : ['fetch']
      for (const method of methods) {
        await play(tab, server, kind, method).catch((error) => {
          error.message = `${moment}, ${kind}, ${method}: ${error.message}`
          throw error
        })
      }
    }
  }
  const [ours, theirs] = await tab.page.evaluate(async () => {
    const { cutAfterwards } = await lab.import('/fixtures/aborts.js')
    const path = `${location.origin}/bearer/public`
    return [await cutAfterwards(lab.clients.main.auth.fetch, path), await cutAfterwards(fetch, path)]
  })
  assert.equal(ours, theirs, 'afterwards')
}
