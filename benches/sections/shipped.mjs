// Bytes.
import { kilobytes } from '../../scripts/size/shipped.mjs'
import { attached, baseline, candidates, slim } from '../candidates.mjs'
import { image } from '../charts.mjs'
import { byCandidate } from '../tables.mjs'

/**
 * @param {import('../bundles.mjs').Weights} weights
 * @param {import('../../scripts/size/shipped.mjs').Size} binary
 */
export const shipped = (weights, binary) => `## What is shipped

Each candidate's bundle as measured here, minified as by \`npm run size\`. slim's binary comes beside it: ${kilobytes(binary.brotli)} brotli, which the chart has
with it.

${image('shipped', 'What is shipped, brotli, in kB')}

${byCandidate(
  ['raw', 'gzip', 'brotli'],
  weights,
  ({ raw, gzip, brotli }) => [raw, gzip, brotli].map(kilobytes),
  [...candidates.filter(({ name }) => name !== baseline), slim, attached],
)}
`
