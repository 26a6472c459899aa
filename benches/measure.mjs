// All scenarios, one after another, in one browser against one server.
import { candidates, slim } from './candidates.mjs'
import { expiredToken } from './scenarios/expired-token.mjs'
import { atOnce, oneByOne } from './scenarios/good-token.mjs'
import { start } from './scenarios/start.mjs'
import { twoTabs } from './scenarios/two-tabs.mjs'

/** How often and how many. */
export const counts = {
  full: {
    oneByOne: { rounds: 60, requests: 50 },
    atOnce: { rounds: 30, requests: 100 },
    expired: { rounds: 20, requests: 100 },
    start: { rounds: 11 },
    twoTabs: { rounds: 10 },
  },
  quick: {
    oneByOne: { rounds: 1, requests: 2 },
    atOnce: { rounds: 1, requests: 10 },
    expired: { rounds: 1, requests: 10 },
    start: { rounds: 1 },
    twoTabs: { rounds: 1 },
  },
}

/** `step(label, work)` tells how far it has come. */
export async function measureAll(scene, count, step) {
  const all = candidates
  return {
    oneByOne: await step('Good token, one by one', () => oneByOne(scene, all, count.oneByOne)),
    atOnce: await step('Good token, all at once', () => atOnce(scene, all, count.atOnce)),
    expired: await step('Expired token, all at once', () => expiredToken(scene, all, count.expired)),
    start: await step('From nothing to the first answer', () => start(scene, [...all, slim], count.start)),
    twoTabs: await step('Expired token, two tabs', () => twoTabs(scene, all, count.twoTabs)),
  }
}
