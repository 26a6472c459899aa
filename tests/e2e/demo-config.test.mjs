// The configuration on the page: edited, judged by the package itself, applied, reset, copied.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, fire, inCode, openPage, openSignedIn, order, part } from './harness/demo-page.mjs'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

/** @typedef {import('playwright-core').Page} Page */

const scene = makeLab()

/** Writes a text, and resolves with what is said of it: another thing than before. */
async function write(/** @type {Page} */ page, /** @type {string} */ text) {
  const before = await page.textContent(part('config-said'))
  await page.fill(part('config'), text)
  await page.waitForFunction(
    (before) => document.querySelector('[data-test="config-said"]').textContent !== before,
    before,
  )
  return page.$eval(part('config-said'), ({ dataset, textContent }) => [dataset.state, textContent])
}

test(
  'what is wrong is told while one writes, in the package’s own words, and cannot be applied',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await page.click(part('edit'))
    assert.equal(await page.getAttribute(part('edit'), 'aria-expanded'), 'true')
    assert.deepEqual(
      await write(page, "{ login: '/login', refresh: '/refresh', expired: { status: ['401'] } }"),
      ['bad', 'config.expired.status[0]: expected a number, got "401"'],
    )
    assert.equal(await page.getAttribute(part('config'), 'aria-invalid'), 'true')
    const [state, unknown] = await write(page, "{ logn: '/login' }")
    assert.deepEqual([state, unknown?.includes('logn')], ['bad', true], unknown)
    const [, syntax] = await write(page, "{ login: '/login'")
    assert.match(String(syntax), /^JSON5: invalid end of input/)
    // It is said to be disabled, and stays within reach.
    await page.click(part('config-apply'), { force: true })
    assert.doesNotMatch(await page.textContent(part('code')), /logn/)
    // Nothing is run.
    const [ran] = await write(page, "{ login: (window.ran = true, '/login') }")
    assert.deepEqual([ran, await page.evaluate(() => window.ran)], ['bad', undefined])
    assert.deepEqual(await write(page, "{ login: '/login', refresh: '/refresh' }"), [
      'good',
      'createAuth takes it.',
    ])
    const kept = await page.evaluate(() => Object.keys(localStorage))
    assert.deepEqual(
      kept.filter((key) => key.includes('check')),
      [],
    )
    assert.deepEqual(complaints, [])
  }),
)

test(
  'a good one is applied with its session, works as it says, and is reset',
  scene(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    await page.click(part('edit'))
    const text = await page.inputValue(part('config'))
    assert.equal((await write(page, text.replace("'/me',", "'/me', retry: { attempts: 1 },")))[0], 'good')
    await page.click(part('config-apply'))
    await inCode(page, 'retry: { attempts: 1 }')
    await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
    // The refresh that fails is the only one that there is.
    await page.click(part('fail'))
    await order(page, 'expire')
    for (const result of await fire(page, 10)) assert.doesNotMatch(result, /^2/)
    assert.equal((await lab.server.counters()).refresh.received, 1)
    await page.click(part('config-reset'))
    await inCode(page, 'retry', false)
    assert.equal(await page.inputValue(part('config')), text)
    await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    assert.deepEqual(complaints, [])
  }),
)

test(
  'it is copied as it was written, and another dialect brings its own',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    await lab.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.click(part('edit'))
    await write(page, '{ // mine\n}')
    await page.click(part('config-copy'))
    await page.waitForFunction(() =>
      /Copied/.test(document.querySelector('[data-test="config-copy"]').textContent),
    )
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '{ // mine\n}')
    await choose(page, 'header')
    const shown = new Function(`return (${await page.inputValue(part('config'))})`)()
    assert.deepEqual(shown, { baseURL: '/header', ...dialects.header, user: '/me' })
  }),
)
