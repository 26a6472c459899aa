// A good token, a stub in place of fetch.
import { bare, withoutServer } from '../candidates.mjs'
import { image } from '../charts.mjs'
import { difference, median, ratio } from '../statistics.mjs'
import { byCandidate, middle, pluck, times, whole } from '../tables.mjs'

/** @typedef {import('../scenarios/own-cost.mjs').OwnCost} OwnCost */

const microseconds = (/** @type {OwnCost[]} */ rounds, /** @type {keyof OwnCost} */ key) =>
  pluck(rounds, key).map((value) => value * 1000)

/** @type {import('../report.mjs').Section<'own-cost'>} */
export const ownCost = (results, { rounds, requests, burst }) => `## What a client costs by itself

A stub in the page stands in place of \`fetch\` and answers at once, so that only the client's own cost counts; axios has its fetch adapter
here. "The stub alone" makes the answer and reads its JSON, nothing else, and is taken off in "over the stub". "Processor" is what the main
thread worked, garbage collection included, as the engine tells it. At once, each answer comes in a task of its own, as the network's
do. ${rounds} rounds of ${requests} requests with a good token one after another, and of ${whole(burst)} at once; a new tab for each, warmed up first.

${image('own-cost', 'A request with a good token, in µs over the stub')}

${byCandidate(
  [
    'µs over the stub',
    'µs per request',
    'middle half',
    'processor, over the stub',
    'ratio',
    'at once, µs per request',
  ],
  results,
  (own, native) => {
    const stub = results[bare.name]
    const over = (/** @type {keyof OwnCost} */ key) =>
      whole(difference(microseconds(own, key), microseconds(stub, key)))
    return [
      over('time'),
      whole(median(microseconds(own, 'time'))),
      middle(microseconds(own, 'time')),
      over('processor'),
      times(ratio(pluck(own, 'time'), pluck(native, 'time'))),
      whole(median(microseconds(own, 'burst'))),
    ]
  },
  withoutServer,
)}
`
