/**
 * The comparison: real tabs of one session, whose token expires while each has requests to make. Once with authflight in each tab,
 * once with what teams write by hand. Each tab is a frame: a document with its own scripts, timers and requests, which shares
 * with the others what tabs share. The server counts; nothing is played.
 */
import { openFrame } from '../tabs/frame.js'
import * as server from './server.js'
import { takeTurn } from './turn.js'

/** @typedef {import('../tabs/tab.js').Tab} Tab */
/** @typedef {import('../tabs/frame.js').Side} Side */
/** @typedef {'waiting' | 'answered' | 'lost'} Fate */
/**
 * `signedIn`: whether the server still answers after it all, in each tab.
 * @typedef {{ refreshes: number, reused: number, answered: number, asked: number, signedIn: boolean }} Result
 */
/** @typedef {(side: Side, tab: number, request: number, fate: Fate) => void} Watcher */

/** How many requests each tab makes. */
export const REQUESTS = 5

/**
 * Null when the server did not do what it takes: the reader has been told why.
 * @param {number} count how many tabs
 * @param {Element} place where the frames are while it lasts
 * @param {Watcher} watch
 * @returns {Promise<Record<Side, Result> | null>}
 */
export const compareTabs = (count, place, watch) => takeTurn(() => compareNow(count, place, watch))

/** @type {typeof compareTabs} */
async function compareNow(count, place, watch) {
  await server.unhurry()
  const [ours, byHand] = await Promise.allSettled(
    /** @type {Side[]} */ (['ours', 'byHand']).map((side) => openSide(side, count, place, watch)),
  )
  try {
    return await play(opened(ours), opened(byHand))
  } finally {
    await Promise.allSettled([ours, byHand].map(async (side) => opened(side).leave()))
    // Those too that did not open.
    place.replaceChildren()
  }
}

/** @typedef {Awaited<ReturnType<typeof openSide>>} Opened */

/** What was opened; throws why it was not. */
function opened(/** @type {PromiseSettledResult<Opened> | undefined} */ side) {
  if (side?.status !== 'fulfilled') throw side?.reason
  return side.value
}

async function play(/** @type {Opened} */ ours, /** @type {Opened} */ byHand) {
  if (!(await server.expireTabs())) return null
  const before = await server.log(0)
  await Promise.all([ours.ask(), byHand.ask()])
  await Promise.all([ours.askAgain(), byHand.askAgain()])
  // All that the server has seen of both sessions until now.
  const entries = before && (await server.log(before.at(-1)?.n ?? 0))
  if (!entries) return null
  return { ours: ours.result(entries), byHand: byHand.result(entries) }
}

/**
 * The tabs of one side, signed in.
 * @param {Side} side
 * @param {number} count
 * @param {Element} place
 * @param {Watcher} watch
 */
async function openSide(side, count, place, watch) {
  const numbers = Array.from({ length: count }, (_, number) => number)
  const frames = await Promise.all(numbers.map(() => openFrame(side, place)))
  const tabs = frames.map(({ tab }) => tab)
  const [first] = tabs
  await first?.login(server.TABS_USER, server.TABS_USER)
  await Promise.all(tabs.map((tab) => tab.signedIn()))
  const session = (await (await first?.fetch('/me'))?.json())?.session
  let answered = 0
  let signedIn = false

  async function ask(/** @type {Tab} */ tab, /** @type {number} */ number, /** @type {number} */ request) {
    watch(side, number, request, 'waiting')
    const good = await isAnswered(tab, `/orders/${1001 + request}`)
    answered += Number(good)
    watch(side, number, request, good ? 'answered' : 'lost')
  }

  return {
    ask: () =>
      Promise.all(
        tabs.flatMap((tab, number) =>
          Array.from({ length: REQUESTS }, (_, request) => ask(tab, number, request)),
        ),
      ),
    /** Whether the session goes on, for each tab. */
    async askAgain() {
      const still = await Promise.all(tabs.map((tab) => isAnswered(tab, '/me')))
      signedIn = still.every(Boolean)
    },
    /** @returns {Result} */
    result(/** @type {server.Entry[]} */ entries) {
      const refreshes = entries.filter((entry) => entry.session === session && entry.kind === 'refresh')
      return {
        refreshes: refreshes.length,
        reused: refreshes.filter(({ refused }) => refused).length,
        answered,
        asked: count * REQUESTS,
        signedIn,
      }
    },
    async leave() {
      await Promise.allSettled(tabs.map((tab) => tab.leave()))
      for (const { frame } of frames) frame.remove()
    },
  }
}

/** Whether the server answers a tab's request in the end. */
async function isAnswered(/** @type {Tab} */ tab, /** @type {string} */ path) {
  try {
    const reply = await tab.fetch(path)
    await reply.text()
    return reply.ok
  } catch {
    return false
  }
}
