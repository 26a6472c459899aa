// Clients of one page under one key: the same configuration is one session, and another one is told of.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { bearer } from './harness/tab.mjs'

const scene = makeLab()

test(
  'a second client with another refresh is warned of, and one with the same or after a dispose is not',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const codes = async (/** @type {string} */ name) =>
      (await tab.events('warning', name)).map((/** @type {{ code: string }} */ { code }) => code)
    const { refresh: _, ...without } = bearer
    await tab.create(bearer, 'same')
    await tab.create({ ...bearer, timeout: 5_000, unwrap: 'data' }, 'requests')
    await tab.create({ ...bearer, storageKey: 'its own', refresh: '/other' }, 'key')
    for (const name of ['same', 'requests', 'key']) assert.deepEqual(await codes(name), [], name)
    await tab.create(without, 'without')
    assert.deepEqual(await codes('without'), ['CONFIG_DIFFERS'])
    const [{ message }] = await tab.events('warning', 'without')
    assert.match(message, /another `refresh`/)
    await tab.page.evaluate(() => {
      for (const { auth } of Object.values(lab.clients)) auth.dispose()
    })
    await tab.create({ ...bearer, refresh: '/third' }, 'after')
    assert.deepEqual(await codes('after'), [])
  }),
)
