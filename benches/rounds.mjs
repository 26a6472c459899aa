// Candidates take turns, round by round, each round beginning with another one: load on the machine meets all alike.

/**
 * What was measured of each candidate, by its name: one result per round.
 * @template Result
 * @typedef {Record<string, Result[]>} ByCandidate
 */

/**
 * The results of `measureOne(candidate)`, by name, one of each per round; the first `warmUp` rounds are not kept.
 * @template {import('./candidates.mjs').Named} One
 * @template Result
 * @param {One[]} candidates
 * @param {{ rounds: number, warmUp?: number }} count
 * @param {(candidate: One) => Promise<Result>} measureOne
 */
export async function inRounds(candidates, { rounds, warmUp = 0 }, measureOne) {
  /** @type {ByCandidate<Result>} */
  const results = Object.fromEntries(candidates.map(({ name }) => [name, []]))
  for (let round = -warmUp; round < rounds; round += 1) {
    for (let turn = 0; turn < candidates.length; turn += 1) {
      const candidate = candidates[(turn + round + warmUp) % candidates.length]
      const result = await measureOne(candidate)
      if (round >= 0) results[candidate.name].push(result)
    }
  }
  return results
}
