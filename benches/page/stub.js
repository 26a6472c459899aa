// What stands in place of fetch, so that only a client's own cost counts. It knows the back-end as far as the benchmark asks:
// a login, a refresh, and requests that are answered with 200 or 401.

const json = { 'content-type': 'application/json' }
const order = '{"id":1001,"state":"paid"}'

const tokens = { issued: 0, expired: 0 }
const counters = { sent: 0, refreshes: 0 }
const behaviour = { inTasks: false, holdsRefresh: false }

// Answers that are to come in a task of their own, in order, as the network's do.
/** @type {(() => void)[]} */
let answers = []
let next = 0
const { port1, port2 } = new MessageChannel()
port1.onmessage = () => {
  const answer = answers[next]
  next += 1
  if (next === answers.length) {
    answers = []
    next = 0
  }
  answer()
}

/** @returns {Promise<Response>} */
function later(/** @type {() => Response} */ make) {
  return new Promise((resolve) => {
    answers.push(() => resolve(make()))
    port2.postMessage(0)
  })
}

/** Resolves when no answer is outstanding. */
export async function untilIdle() {
  do await new Promise((resolve) => setTimeout(resolve, 1))
  while (answers.length > 0)
}

const reply = (/** @type {number} */ status, /** @type {string} */ text) =>
  new Response(text, { status, headers: json })

/** What fetch is called with. @typedef {RequestInfo | URL} Input */

/**
 * Cheap for all, however they pass it: nothing is looked at that need not be.
 * @param {Input} input
 * @param {RequestInit} [init]
 */
function authorization(input, init) {
  const asked = /** @type {Partial<Request>} */ (input)
  const headers = init?.headers ?? asked.headers
  if (headers instanceof Headers) return headers.get('authorization')
  const named = /** @type {Record<string, string> | undefined} */ (headers)
  return named?.authorization ?? named?.Authorization
}

const isGood = (/** @type {string | null | undefined} */ sent) =>
  Number(sent?.slice('Bearer token-'.length)) > tokens.expired

async function grant() {
  tokens.issued += 1
  const token = `token-${tokens.issued}`
  return reply(200, JSON.stringify({ access_token: token, refresh_token: `refresh-${tokens.issued}` }))
}

/** All refusals come before the refresh is answered, so that every client's requests wait for it. */
async function refresh() {
  counters.refreshes += 1
  do await untilIdle()
  while (behaviour.holdsRefresh)
  return grant()
}

/**
 * @param {Input} input
 * @param {RequestInit} [init]
 */
export async function stub(input, init) {
  const asked = /** @type {Partial<Request>} */ (input)
  const url = typeof input === 'string' ? input : (asked.url ?? String(input))
  if (url.includes('/bearer/')) {
    if (url.endsWith('/login')) return grant()
    if (url.endsWith('/refresh')) return refresh()
  }
  counters.sent += 1
  // `/open` and `/refused` are for those that have no token.
  const good = url.includes('/open/') || (!url.includes('/refused/') && isGood(authorization(input, init)))
  const make = () => (good ? reply(200, order) : reply(401, '{}'))
  return behaviour.inTasks ? later(make) : make()
}

export const expire = () => {
  tokens.expired = tokens.issued
}

export const counted = () => ({ ...counters })

/** `inTasks`: each answer in a task of its own, and not at once. `holdsRefresh`: the refresh waits. */
export const behave = (/** @type {Partial<typeof behaviour>} */ how) => Object.assign(behaviour, how)
