// What requests that wait for a refresh hold, and what the binary keeps after many storms. A stub stands in place of fetch.
import { inRounds } from '../rounds.mjs'
import { warmUpStorm } from './storms.mjs'
import { inStubTab } from './stub-tab.mjs'

/** @typedef {import('../scene.mjs').Scene} Scene */
/** @typedef {import('../candidates.mjs').Named} Named */
/** @typedef {import('./stub-tab.mjs').StubTab} StubTab */

/** Bytes that each waiting request holds. @typedef {{ heap: number, binary: number }} Waiting */
/** Bytes: the heap, and the binary's memory in all and in use. @typedef {{ heap: number, bytes: number, inUse: number }} Usage */

/**
 * For each round the bytes that each of `requests` waiting ones holds: on the page's heap, and in the binary.
 * @param {Scene} scene
 * @param {Named[]} candidates
 * @param {{ rounds: number, requests: number, warmUp: number }} count
 * @returns {Promise<import('../rounds.mjs').ByCandidate<Waiting>>}
 */
export function waitingMemory(scene, candidates, { rounds, requests, warmUp }) {
  return inRounds(candidates, { rounds }, (candidate) =>
    inStubTab(scene, candidate, async (tab, engine) => {
      const { name } = candidate
      await warmUpStorm(tab, candidate, warmUp)
      const before = await usage(tab, engine)
      await tab.call('beginStorm', name, requests)
      const held = await usage(tab, engine)
      const failed = await tab.call('endStorm')
      if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} waiting requests failed`)
      const each = (/** @type {keyof Usage} */ key) => (held[key] - before[key]) / requests
      return { heap: each('heap'), binary: each('bytes') }
    }),
  )
}

/**
 * Bytes of the binary's memory, and of the page's heap, before any storm and after the last one.
 * @param {Scene} scene
 * @param {Named} candidate
 * @param {{ storms: number, requests: number }} count
 * @param {import('../measure.mjs').Progress} progress
 */
export function afterStorms(scene, candidate, { storms, requests }, progress) {
  return inStubTab(scene, candidate, async (tab, engine) => {
    const before = await usage(tab, engine)
    await tab.call('behave', { inTasks: true })
    for (let played = 0; played < storms; played += 1) {
      progress(`storm ${played + 1} of ${storms}`)
      const { failed } = await tab.call('storm', candidate.name, requests)
      if (failed > 0) throw new Error(`storm ${played + 1}: ${failed} of ${requests} requests failed`)
    }
    return { before, after: await usage(tab, engine) }
  })
}

/**
 * The heap: the engine's objects, and those of the platform behind them, such as a Request.
 * @param {StubTab} tab
 * @param {import('./processor.mjs').Engine} engine
 * @returns {Promise<Usage>}
 */
async function usage(tab, engine) {
  // What a finaliser lets go of is collected the next time.
  for (let time = 0; time < 3; time += 1) await engine.send('HeapProfiler.collectGarbage')
  const { usedSize, embedderHeapUsedSize = 0 } = await engine.send('Runtime.getHeapUsage')
  return { heap: usedSize + embedderHeapUsedSize, ...(await tab.call('binaryMemory')) }
}
