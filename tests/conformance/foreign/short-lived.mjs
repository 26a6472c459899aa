// The same back-end with tokens that end soon: the real thing instead of a spoilt token.
import described from './config.mjs'

const { post, ...rest } = described['our api']

/** @type {import('../subject.mjs').Descriptions} */
export default { 'our api': { ...rest, accessLifetime: 1000 } }
