// Which process a tab runs in. Only tabs in different ones have different copies of localStorage.

async function renderers(browser) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.filter(({ type }) => type === 'renderer')
}

/** How many processes pages run in. */
export async function rendererCount(browser) {
  return (await renderers(browser)).length
}

/** The id of a tab's process: the one that works while its page does. */
export async function processOf(browser, tab) {
  const before = new Map((await renderers(browser)).map(({ id, cpuTime }) => [id, cpuTime]))
  await tab.page.evaluate(() => {
    for (const until = performance.now() + 400; performance.now() < until; );
  })
  const worked = (await renderers(browser)).map(({ id, cpuTime }) => ({
    id,
    time: cpuTime - (before.get(id) ?? 0),
  }))
  const [busiest] = worked.sort((a, b) => b.time - a.time)
  return busiest.id
}

/** Stops a process as a suspended or starved tab is stopped: nothing in it runs. */
export const freeze = (id) => process.kill(id, 'SIGSTOP')
export const thaw = (id) => process.kill(id, 'SIGCONT')
