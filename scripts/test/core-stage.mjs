// The native tests. A usual run tries each property with the same cases, so that what fails, fails again. A long run
// tries many more, and other ones each time. What the caller sets of proptest's variables holds in both.
import { withPrograms } from '../shared/places.mjs'
import { say } from '../shared/say.mjs'
import { aloud, cargo } from './commands.mjs'

const crates = ['-p', 'authflight-protocol', '-p', 'authflight']

export function testCore() {
  if (process.env.AUTHFLIGHT_LONG !== '1') return tests([], { PROPTEST_RNG_SEED: '14' })
  return tests(['--release'], { PROPTEST_RNG_SEED: `${Date.now()}`, PROPTEST_CASES: '20000' })
}

function tests(/** @type {string[]} */ args, /** @type {Record<string, string>} */ usual) {
  const seeds = { ...usual, ...process.env }
  say(`  properties with PROPTEST_RNG_SEED=${seeds.PROPTEST_RNG_SEED}`)
  return aloud({ ...cargo('test', ...args, ...crates), env: withPrograms([], seeds) })
}
