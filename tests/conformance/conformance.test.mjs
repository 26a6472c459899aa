// Every dialect, by configuration alone, from another origin, in two browsers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserNames, startBrowser } from './browsers.mjs'
import { ownTargets } from './own.mjs'
import { startPageServer } from './page-server.mjs'
import { drawMatrix, runSubject } from './suite.mjs'

for (const browserName of browserNames) {
  test(`the matrix is all green in ${browserName}`, async (t) => {
    const browser = await startBrowser(browserName)
    if (browser.reason !== undefined) return t.skip(browser.reason)
    const pageServer = await startPageServer()
    const own = await ownTargets()
    const rows = []
    try {
      for (const target of own.targets) {
        const strict = browserName === 'Chromium' // WebDriver tells of no console
        const outcomes = await runSubject({ newPage: browser.newPage, pageServer, target, strict })
        rows.push({ title: target.name, outcomes })
      }
    } finally {
      await browser.close()
      await own.stop()
      pageServer.stop()
    }
    const matrix = drawMatrix(rows)
    for (const line of matrix) console.log(line)
    const results = rows.flatMap(({ outcomes }) => Object.values(outcomes).map(({ result }) => result))
    assert.equal(results.length, 14 * 11)
    assert.ok(
      results.every((result) => result === 'passed'),
      `not all is green:\n${matrix.join('\n')}`,
    )
  })
}
