// An app that its own server renders: built, started, asked as a browser without scripts asks, and then opened.
import assert from 'node:assert/strict'
import { judgeDay } from './lab.mjs'
import { ended, ownEnvironment, started } from './process.mjs'

/** @typedef {import('node:test').TestContext} TestContext */
/** @typedef {import('playwright-core').Page} Page */

/** `build` and `start` are arguments for Node; the app proxies to the demo back-end in `AUTHFLIGHT_DEMO`. */
export async function judgeServed(
  /** @type {TestContext} */ t,
  /** @type {import('./lab.mjs').Lab} */ lab,
  /** @type {{ build: string[], start: string[], env: NodeJS.ProcessEnv }} */ { build, start, env },
) {
  const options = {
    cwd: lab.app.folder,
    env: { ...ownEnvironment, ...env, AUTHFLIGHT_DEMO: lab.server.url },
  }
  const { code, out, err } = await ended(process.execPath, build, { ...options, limit: 180_000 })
  assert.equal(code, 0, out + err)

  const site = await started(process.execPath, start, /Local: +(http:\S+?)\/?$/, options)
  t.after(() => site.stop())
  const html = await (await fetch(site.found[1])).text()
  assert.match(
    html,
    /<output id="status"[^>]*>signedOut<\/output>/,
    'the server renders the page, for nobody',
  )

  await lab.server.control.reset()
  const statuses = await lab.visit(site.found[1], (/** @type {Page} */ page) =>
    page.locator('#status', { hasText: 'signedIn' }).waitFor(),
  )
  await judgeDay(lab.server, statuses)
  return { html }
}
