// Storms of several sizes on an expired token, a stub in place of fetch: whether what a client costs grows with their size.
import { inRounds } from '../rounds.mjs'
import { withProcessor } from './processor.mjs'
import { inStubTab } from './stub-tab.mjs'

/** For each size the rounds' storms: time, the processor's, longest task, what failed and what was sent. */
export async function storms(scene, candidates, { sizes, warmUp }, progress) {
  const results = []
  for (const { requests, rounds } of sizes) {
    let done = 0
    const own = await inRounds(candidates, { rounds }, async (candidate) => {
      const outcome = await inStubTab(scene, candidate, async (tab, engine) => {
        await warmUpStorm(tab, candidate, warmUp)
        const { processor, result } = await withProcessor(engine, () =>
          tab.call('storm', candidate.name, requests),
        )
        return { ...result, processor }
      })
      done += 1
      progress(`${requests} at once, ${done} of ${rounds * candidates.length}`)
      return outcome
    })
    results.push({ requests, results: own })
  }
  return results
}

/** A small one, which is not counted: the code is compiled then. */
export async function warmUpStorm(tab, { name }, requests) {
  await tab.call('behave', { inTasks: true })
  await tab.call('storm', name, requests)
}
