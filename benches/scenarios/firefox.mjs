// The cases without a server in Firefox: one request after another, and one storm. Its protocol tells neither the processor's
// time nor the heap.
import { join } from 'node:path'
import { startFirefox } from '../../tests/e2e/harness/webdriver.mjs'
import { inRounds } from '../rounds.mjs'
import { warmUpStorm } from './storms.mjs'
import { openStubTab } from './stub-tab.mjs'

/** A round. @typedef {{ time: number, storm: import('../scene.mjs').Answer<import('../page/stub-page.js').Bench['storm']> }} InFirefox */

/**
 * For each round the milliseconds per request and the storm; none, but the `reason`, where Firefox is not to be had.
 * @param {import('../scene.mjs').Scene} scene
 * @param {import('../candidates.mjs').Named[]} candidates
 * @param {{ rounds: number, warmUp: number, requests: number, storm: number }} count
 * @returns {Promise<{
 *   version?: string | undefined,
 *   results?: import('../rounds.mjs').ByCandidate<InFirefox>,
 *   reason?: string | undefined,
 * }>}
 */
export async function inFirefox(scene, candidates, { rounds, warmUp, requests, storm }) {
  const { ready, reason, folders } = scene.firefox
  if (!ready) return { reason }
  const firefox = await startFirefox(join(folders[0], 'geckodriver'))
  try {
    const results = await inRounds(candidates, { rounds }, async (candidate) => {
      const page = await firefox.newPage()
      const tab = await openStubTab(page, scene.url, candidate.name)
      await tab.call('sequential', candidate.name, warmUp)
      const time = await tab.call('sequential', candidate.name, requests)
      await warmUpStorm(tab, candidate, warmUp)
      const outcome = await tab.call('storm', candidate.name, storm)
      await page.close()
      return { time, storm: outcome }
    })
    const version = await versionOf(firefox)
    return { version, results }
  } finally {
    await firefox.close()
  }
}

async function versionOf(/** @type {import('../../tests/e2e/harness/webdriver.mjs').Browser} */ firefox) {
  const page = await firefox.newPage()
  const agent = await page.evaluate(() => navigator.userAgent)
  await page.close()
  return /Firefox\/\S+/.exec(agent)?.[0].replace('/', ' ')
}
