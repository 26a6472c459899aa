// Which process a tab runs in. Only tabs in different ones have different copies of localStorage.

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('./tab.mjs').AnyTab} AnyTab */

async function renderers(/** @type {Browser} */ browser) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.filter(({ type }) => type === 'renderer')
}

/** How many processes pages run in. */
export async function rendererCount(/** @type {Browser} */ browser) {
  return (await renderers(browser)).length
}

/** The id of a tab's process: the one that works while its page does, and it alone. */
export async function processOf(/** @type {Browser} */ browser, /** @type {AnyTab} */ tab) {
  const before = await cpuTimes(browser)
  // On a busy machine others work, too: until there is no doubt.
  for (let round = 0; round < 20; round += 1) {
    await tab.page.evaluate(() => {
      for (const until = performance.now() + 300; performance.now() < until; );
    })
    const worked = [...(await cpuTimes(browser))].map(([id, time]) => ({
      id,
      time: time - (before.get(id) ?? 0),
    }))
    const [first, second] = worked.sort((a, b) => b.time - a.time)
    if (first.time > 0.3 && first.time > 4 * (second?.time ?? 0)) return first.id
  }
  throw new Error('It cannot be told in which process the tab runs.')
}

async function cpuTimes(/** @type {Browser} */ browser) {
  return new Map((await renderers(browser)).map(({ id, cpuTime }) => [id, cpuTime]))
}

/** Closes a tab, and waits until its process has gone: the page's end is told earlier, and what still runs could take a reply. */
export async function close(/** @type {Browser} */ browser, /** @type {AnyTab} */ tab) {
  const before = await renderers(browser)
  await tab.page.close()
  for (;;) {
    const left = new Set((await renderers(browser)).map(({ id }) => id))
    if (before.some(({ id }) => !left.has(id))) return
  }
}

/** Stops a process as a suspended or starved tab is stopped: nothing in it runs. */
export const freeze = (/** @type {number} */ id) => process.kill(id, 'SIGSTOP')
export const thaw = (/** @type {number} */ id) => process.kill(id, 'SIGCONT')
