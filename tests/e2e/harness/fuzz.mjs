// The fuzzer of tests/e2e/fixtures/border-fuzz.js, played and judged.
import assert from 'node:assert/strict'
import { inTime } from './in-time.mjs'
import { loaded } from './trap.mjs'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */

/** @typedef {{ ours: string, theirs: string, label: string }} Deviation */

/** What auth.fetch does otherwise than fetch does with the same, and why. @type {{ why: string, holds(deviation: Deviation): boolean }[]} */
const byDesign = [
  {
    why: 'a session ends while a request waits, before fetch sees its arguments',
    holds: ({ ours }) => /^rejects (SESSION_EXPIRED|SESSION_CHANGED|REFRESH_UNAVAILABLE)$/.test(ours),
  },
  {
    why: 'a signal that has fired is told first, as nothing will be sent',
    holds: ({ ours, theirs, label }) =>
      /has fired|was cut/.test(label) && /boom|AbortError/.test(ours) && theirs === 'rejects TypeError',
  },
  {
    why: 'of several faults of one call another may be met first',
    holds: ({ ours, theirs, label }) =>
      [ours, theirs].every((outcome) => /^rejects (boom|TypeError|AbortError)$/.test(outcome)) &&
      /, .*(, |body: )/.test(label),
  },
  {
    why: 'only what an init has itself is read, so that this one is empty (prototype pollution)',
    holds: ({ ours, theirs, label }) =>
      ours === 'answers' && theirs === 'rejects boom' && /, a proxy of a function that throws\)$/.test(label),
  },
]

const isByDesign = (/** @type {string} */ deviation) => {
  const [ours, theirs, label] = deviation.split(' | ')
  return byDesign.some(({ holds }) =>
    holds({ ours: ours.replace(/ \d+$/, ''), theirs: theirs.replace(/ \d+$/, ''), label }),
  )
}

/** Plays so many calls in slices, in a page that has loaded nothing yet. The seed is named by whatever goes wrong. */
export async function playFuzz(
  /** @type {AnyTab} */ tab,
  /** @type {{ seed: number, calls: number, slice?: number }} */ { seed, calls, slice = 500 },
) {
  const run = (/** @type {string} */ what, /** @type {number[]} */ ...given) =>
    inTime(
      tab.page.evaluate(([what, given]) => lab.border[what](...given), [what, given]),
      `${what} ${given} (seed ${seed})`,
      50_000,
    )
  await loaded(tab, 'border-fuzz')
  await run('openFuzz', seed)
  /** @type {Record<string, any>} */
  const found = {}
  const sizes = []
  for (let done = 0; done < calls && !found.hangs; done += slice) {
    for (const [kind, list] of Object.entries(await run('runFuzz', slice))) {
      found[kind] = [...new Set([...(found[kind] ?? []), ...list])]
    }
    sizes.push(await run('memorySize'))
  }
  const deviations = (found.deviations ?? []).filter((/** @type {string} */ one) => !isByDesign(one))
  return { ...found, deviations, sizes, end: found.hangs ? undefined : await run('endFuzz') }
}

/** Nothing hangs or breaks, nothing leaks or is printed, the client answers, and its memory has an end. */
export function judge(
  /** @type {Awaited<ReturnType<typeof playFuzz>> & Record<string, any>} */ {
    sizes,
    end,
    deviations,
    ...found
  },
  /** @type {{ seed: number, printed?: string[] }} */ { seed, printed = [] },
) {
  const shown = JSON.stringify({ ...found, deviations }, null, 1)
  const nothing = JSON.stringify({ deviations: [] }, null, 1)
  assert.equal(shown, nothing, `seed ${seed}`)
  const { tally, canary, ...rest } = end
  assert.deepEqual(
    rest,
    { answers: ['answers 200'], refreshes: 1, elsewhere: false, token: true },
    `seed ${seed}`,
  )
  for (const method of [
    'fetch',
    'get',
    'setTokens',
    'login',
    'createAuth',
    'on',
    'subscribe',
    'use',
    'dispose',
  ]) {
    assert.ok(tally[method] > 10, `${method} was called ${tally[method]} times`)
  }
  assert.ok(!printed.join('\n').includes(canary), 'a token was printed')
  // The engine lets go of closures when it likes: a mebibyte is its own; a leak is more in so many calls.
  const middle = sizes[Math.floor(sizes.length / 2)]
  assert.ok(sizes.at(-1) <= middle + 16 * 65_536, `the memory grows: ${sizes}`)
}
