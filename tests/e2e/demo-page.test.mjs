// The demo page, used as its reader uses it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fire, login, number, openPage, order, part, signedIn } from './harness/demo-page.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

const scene = makeLab()

test(
  'the reader logs in, lets the token expire, fires ten requests, and sees one refresh and ten answers',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await login(page)
    await signedIn(page)
    assert.equal(await page.textContent(part('user')), 'demo')
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    assert.equal((await lab.server.counters()).refresh.received, 1)
    await page.waitForFunction(
      () => document.querySelector('[data-test="refresh-count"]').textContent === '1',
    )
    assert.equal(await page.locator(`${part('batch')} ${part('refresh-row')}`).count(), 1)
    // A hundred more, and it is still one for each expiry.
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 100), all(100, '200'))
    assert.equal((await lab.server.counters()).refresh.received, 2)
    assert.equal(await number(page, 'most-at-once'), 1)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'the page says that the password is wrong, and a logout brings the login form back',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await login(page, 'wrong')
    await page.waitForSelector(`${part('login-error')}:visible`)
    await login(page)
    await signedIn(page)
    await page.reload()
    await signedIn(page)
    await page.click(part('logout'))
    await page.waitForSelector(`${part('login')}:visible`)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'a failure and a lost reply are survived on the page, a revoked session is told',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    await login(page)
    await signedIn(page)
    for (const mishap of ['fail', 'drop']) {
      await page.click(part(mishap))
      await order(page, 'expire')
      assert.deepEqual(await fire(page, 10), all(10, '200'), mishap)
    }
    await order(page, 'revoke')
    await fire(page, 1)
    await page.waitForSelector(`${part('log-entry')}[data-event="loginRequired"]`)
    await page.waitForSelector(`${part('login')}:visible`)
  }),
)

for (const width of [1280, 390]) {
  test(
    `at ${width} px nothing hangs over the edge, before, during and after a batch, in both languages`,
    scene(async (lab) => {
      const { page } = await openPage(lab, { width, height: 844 })
      const fits = async (/** @type {string} */ when) => {
        const [content, room] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ])
        assert.ok(content <= room, `${when}: ${content} px in ${room} px`)
      }
      await fits('signed out')
      await login(page)
      await signedIn(page)
      await fits('signed in')
      await order(page, 'expire')
      await fire(page, 100)
      await fits('after a hundred')
      await page.click(part('language'))
      await fits('in the other language')
      await fire(page, 10)
      await fits('after ten more')
      await page.selectOption(part('compare-count'), '10')
      await page.click(part('compare-run'))
      await page.waitForSelector(`${part('compare')}[data-state="done"]`)
      await fits('with ten tabs compared')
      await page.selectOption(part('dialect'), 'graphql')
      await page.waitForSelector(`${part('login')}:visible`)
      await fits('with the longest code')
    }),
  )
}
