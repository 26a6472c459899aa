// A candidate alone in a new tab in which a stub stands in place of fetch.
import { openPage } from '../scene.mjs'

/** axios has an adapter of its own for XMLHttpRequest; the stub takes the place of fetch. */
const options = { adapter: 'fetch' }

/** Opens one in Chromium, in a profile of its own; `play(tab, engine)` has the engine's own protocol as well. */
export async function inStubTab(scene, { name }, play) {
  const context = await scene.newContext()
  try {
    const page = await context.newPage()
    const tab = await openStubTab(page, scene.url, name)
    return await play(tab, await context.newCDPSession(page))
  } finally {
    await context.close()
  }
}

/** In a page of any engine. */
export async function openStubTab(page, url, name) {
  const tab = await openPage(page, `${url}/bench/stub-page.html`)
  await tab.call('open', name, options)
  await tab.call('signIn', name)
  return tab
}
