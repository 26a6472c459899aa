// The adaptor between an application's own storage and the store, by itself, in many orders of calls, answers and failures.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { OwnStorage } from '../../src/browser/own-storage.js'
import { dice } from './harness/dice.mjs'

const keys = ['a', 'b']

/** A storage whose answers take a chance number of turns, and of which some are rejections. */
function unsteady(
  /** @type {Pick<ReturnType<typeof dice>, 'below'>} */ { below },
  /** @type {boolean} */ readsAtOnce,
  /** @type {boolean} */ failures,
) {
  const kept = new Map()
  let underWay = 0
  const later = async (/** @type {number} */ chance, /** @type {() => unknown} */ act) => {
    for (let turns = below(4); turns > 0; turns--) await turn()
    if (failures && below(chance) === 0) throw new Error('of the storage')
    return act()
  }
  const write = async (/** @type {() => unknown} */ act) => {
    underWay++
    assert.equal(underWay, 1, 'one write at a time')
    try {
      await later(4, act)
    } finally {
      underWay--
    }
  }
  const storage = {
    getItem: (/** @type {string} */ key) => (readsAtOnce ? kept.get(key) : later(8, () => kept.get(key))),
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => write(() => kept.set(key, text)),
    removeItem: (/** @type {string} */ key) => write(() => kept.delete(key)),
  }
  return { kept, storage }
}

async function play(
  /** @type {number} */ seed,
  /** @type {boolean} */ readsAtOnce,
  /** @type {boolean} */ failures,
) {
  const { below, pick } = dice(seed)
  const { kept, storage } = unsteady({ below }, readsAtOnce, failures)
  const own = new OwnStorage(storage)
  let told = 0
  await own.open(keys)
  own.listen(() => told++)
  const last = new Map()
  const look = (/** @type {string} */ when) => {
    for (const [key, text] of last) assert.equal(own.getItem(key) ?? null, text, `seed ${seed}, ${when}`)
  }
  for (let step = 0; step < 12; step++) {
    const key = pick(keys)
    const act = below(5)
    if (act < 2) {
      own.setItem(key, `${step}`)
      last.set(key, `${step}`)
    } else if (act === 2) {
      own.removeItem(key)
      last.set(key, null)
    } else if (act === 3) {
      const reloaded = own.reload(key)
      if (below(2)) await reloaded
    } else await turn()
    look(`step ${step}`)
  }
  for (let turns = 0; turns < 60; turns++) await turn()
  for (const key of keys) await own.reload(key)
  look('at the end')
  if (failures) return
  assert.equal(told, 0, `seed ${seed}`)
  for (const [key, text] of last) assert.equal(kept.get(key) ?? null, text, `seed ${seed}, kept`)
  kept.set('a', 'of another tab')
  await own.reload('a')
  assert.equal(own.getItem('a'), 'of another tab', `seed ${seed}`)
}

for (const readsAtOnce of [true, false])
  for (const failures of [true, false])
    test(`a storage that ${readsAtOnce ? 'reads at once' : 'reads late'} and ${failures ? 'fails now and then' : 'never fails'}: what was written last is what is read`, async () => {
      for (let seed = 0; seed < 500; seed++) await play(seed, readsAtOnce, failures)
    })

test('a write that is under way is not overwritten by what another tab has stored meanwhile', async () => {
  const kept = new Map()
  let arrive = () => {}
  const own = new OwnStorage({
    getItem: async (key) => kept.get(key),
    setItem: (key, text) =>
      new Promise((resolve) => {
        arrive = () => resolve(kept.set(key, text))
      }),
    removeItem: async (key) => kept.delete(key),
  })
  await own.open(keys)
  own.setItem('a', 'ours')
  kept.set('a', 'theirs')
  await own.reload('a')
  assert.equal(own.getItem('a'), 'ours')
  arrive()
  await turn()
  await own.reload('a')
  assert.equal(own.getItem('a'), 'ours')
  assert.equal(kept.get('a'), 'ours')
})

test('a storage that answers at once is asked each time, even where a page has given texts a then', async () => {
  let text = 'before'
  const own = new OwnStorage({ getItem: () => text, setItem() {}, removeItem() {} })
  Object.defineProperty(String.prototype, 'then', { configurable: true, value: () => {} })
  try {
    await own.open(keys)
    text = 'changed'
    assert.equal(own.getItem('a'), 'changed')
  } finally {
    delete (/** @type {{ then?: unknown }} */ (/** @type {unknown} */ (String.prototype)).then)
  }
})
