// Driven by the scenarios without a server: the stub is in fetch's place before a candidate is loaded.
import { binaryMemory, watchMemory } from './binary-memory.js'
import { clientOf, concurrent, open, path, sequential, signIn } from './clients.js'
import { behave, counted, expire, stub, untilIdle } from './stub.js'

globalThis.fetch = stub
watchMemory()

/** @type {PerformanceEntry[]} */
let tasks = []
const longTasks = new PerformanceObserver((list) => tasks.push(...list.getEntries()))
// Firefox has no such entries.
const knowsLongTasks = PerformanceObserver.supportedEntryTypes.includes('longtask')
if (knowsLongTasks) longTasks.observe({ type: 'longtask' })

/** The longest task since the last call, 0 if none took 50 ms. */
async function longestTask() {
  if (!knowsLongTasks) return null
  // The entry of the task that has just ended.
  await new Promise((resolve) => setTimeout(resolve, 50))
  const longest = Math.max(0, ...tasks.map(({ duration }) => duration))
  tasks = []
  return longest
}

// One without token code cannot be refused and go on: the page sends each request twice.
const asks = (/** @type {string} */ name) => clientOf(name).twice ?? clientOf(name).get

/**
 * `count` requests at once with a token that has expired: milliseconds, what failed, what was sent.
 * @param {string} name
 * @param {number} count
 */
async function storm(name, count) {
  expire()
  await longestTask()
  const before = counted()
  const { time, failed } = await concurrent(name, count, asks(name))
  const { sent, refreshes } = counted()
  return {
    time,
    failed,
    longest: await longestTask(),
    sent: sent - before.sent,
    refreshes: refreshes - before.refreshes,
  }
}

/** @type {ReturnType<typeof concurrent> | undefined} */
let waiting

/**
 * Starts a storm and leaves it where all wait for the refresh.
 * @param {string} name
 * @param {number} count
 */
async function beginStorm(name, count) {
  expire()
  behave({ holdsRefresh: true })
  waiting = concurrent(name, count)
  await untilIdle()
}

async function endStorm() {
  if (!waiting) throw new Error('no storm has begun')
  behave({ holdsRefresh: false })
  const { failed } = await waiting
  waiting = undefined
  return failed
}

/** What scenarios call in it. @typedef {typeof bench} Bench */
const bench = {
  open,
  signIn,
  path,
  sequential,
  concurrent,
  storm,
  beginStorm,
  endStorm,
  behave,
  binaryMemory,
}
window.bench = bench
