// The client against real back-end libraries, from another origin, in a real browser.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startBrowser } from '../conformance/browsers.mjs'
import { checks } from '../conformance/checks.mjs'
import { startPageServer } from '../conformance/page-server.mjs'
import { runSubject } from '../conformance/suite.mjs'
import { revoked } from './revoked.mjs'
import { startBackEnds, subjectsFile } from './servers.mjs'
import subjects from './subjects.mjs'

const list = { ...checks, revoked }

/** What a back-end has no place for. @type {Record<string, string[]>} */
const without = { 'oidc-provider': ['body replay', 'wrong password'], 'GraphQL Yoga': ['body replay'] }

/** @type {import('../conformance/browsers.mjs').Browser} */
let browser
/** @type {import('../conformance/page-server.mjs').PageServer} */
let pageServer
/** @type {Awaited<ReturnType<typeof startBackEnds>>} */
let backEnds
before(async () => {
  browser = await startBrowser('Chromium')
  pageServer = await startPageServer({ config: subjectsFile })
  backEnds = await startBackEnds(`${pageServer.url}/conformance/page/index.html`)
})
after(async () => {
  await backEnds?.stop()
  pageServer?.stop()
  if (browser?.reason === undefined) await browser?.close()
})

for (const name of Object.keys(subjects)) {
  test(name, async (t) => {
    if (browser.reason !== undefined) return t.skip(browser.reason)
    const target = backEnds.targets.find((target) => target.name === name)
    if (!target) return t.skip(backEnds.notRun[name])
    const outcomes = await runSubject({ newPage: browser.newPage, pageServer, target, strict: true, list })
    const failed = Object.entries(outcomes).filter(([, { result }]) => result === 'failed')
    assert.deepEqual(failed, [])
    const notRun = Object.keys(outcomes).filter((check) => outcomes[check].result === 'notRun')
    assert.deepEqual(notRun, without[name] ?? [])
    assert.equal(Object.keys(outcomes).length, Object.keys(list).length)
  })
}
