// What waiting requests hold, and what is kept after storms.
import { withoutServer } from '../candidates.mjs'
import { image } from '../charts.mjs'
import { median } from '../statistics.mjs'
import { byCandidate, megabytes, pluck, table, whole } from '../tables.mjs'

/** @typedef {import('../scenarios/memory.mjs').Waiting} Waiting */

const kilobytes = (/** @type {Waiting[]} */ rounds, /** @type {(round: Waiting) => number} */ value) =>
  (median(rounds.map(value)) / 1000).toFixed(2)

/** @type {import('../report.mjs').Section<'waiting-memory'>} */
export const waitingMemory = (results, { rounds, requests }) => `## Memory of a request that waits

${whole(requests)} requests that were refused wait for a refresh that is held back; what is in use after a collection of garbage, less what was before them. The
heap is the engine's and the platform's behind it. The binary's memory grows by whole pages, and what an earlier storm left is used first.
${rounds} rounds.

${image('waiting-memory', 'What a request that waits for the refresh holds, in kB')}

${byCandidate(
  ['kB each, in all', 'heap', 'binary'],
  results,
  (own) => [
    kilobytes(own, ({ heap, binary }) => heap + binary),
    kilobytes(own, ({ heap }) => heap),
    kilobytes(own, ({ binary }) => binary),
  ],
  withoutServer.filter(({ name }) => results[name]),
)}
`

/** @type {import('../report.mjs').Section<'kept-memory'>} */
export const keptMemory = ({ before, after }, { storms, requests }) => `## Memory after storms

\`auth.fetch\`, ${storms} storms of ${whole(requests)} in one tab. "In use" is what the allocator has given out: it wipes what is freed
(decision 0007), so the grains of 16 bytes are counted that are neither zero nor the link of a free block. A block that nobody has written to
counts as free; so it is a lower bound. "In all" is also the peak, because a WebAssembly memory never shrinks.

${table(
  ['', 'before', 'after'],
  [
    ['the binary, in use', megabytes(before.inUse), megabytes(after.inUse)],
    ['the binary, in all', megabytes(before.bytes), megabytes(after.bytes)],
    ["the page's heap", megabytes(before.heap), megabytes(after.heap)],
  ],
)}
`

/** Bytes that a waiting request holds in all. */
export const waitingBytes = (/** @type {Waiting[]} */ rounds) =>
  median(pluck(rounds, 'heap').map((heap, round) => heap + rounds[round].binary))
