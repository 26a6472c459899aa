// The demo page, used as its reader uses it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'
import { Tab } from './harness/tab.mjs'

const scene = makeLab()

const part = (name) => `[data-test="${name}"]`

async function openPage({ context, url }, viewport = { width: 1280, height: 900 }) {
  const page = await context.newPage()
  await page.setViewportSize(viewport)
  const { complaints } = new Tab(page, { url })
  await page.goto(url)
  await page.waitForSelector(`${part('login')}:enabled`)
  return { page, complaints }
}

async function login(page, password = 'demo') {
  await page.fill(part('username'), 'demo')
  await page.fill(part('password'), password)
  await page.click(part('login'))
}

const number = async (page, name) => Number(await page.textContent(part(name)))

/** Fires a batch and returns what came of each request. */
async function fire(page, count) {
  const before = await page.locator(part('batch')).count()
  await page.click(part(`fire-${count}`))
  await page.waitForFunction(
    (before) => document.querySelectorAll('[data-test="batch"]').length > before,
    before,
  )
  await page.waitForFunction(() => !document.querySelector('[data-test="batch"][data-state="running"]'))
  const newest = await page.$eval(part('batch'), (batch) =>
    [...batch.querySelectorAll('[data-test="request-row"]')].map((row) => row.dataset.result),
  )
  assert.equal(newest.length, count, 'the newest batch comes first')
  return newest
}

test(
  'the reader logs in, lets the token expire, fires ten requests, and sees one refresh and ten answers',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await login(page)
    await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
    assert.equal(await page.textContent(part('user')), 'demo')
    await page.click(part('expire'))
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    assert.equal((await lab.server.counters()).refresh.received, 1)
    await page.waitForFunction(
      () => document.querySelector('[data-test="refresh-count"]').textContent === '1',
    )
    assert.equal(await page.locator(`${part('batch')} ${part('refresh-row')}`).count(), 1)
    // A hundred more, and it is still one for each expiry.
    await page.click(part('expire'))
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
    await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
    await page.reload()
    await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
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
    await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
    for (const mishap of ['fail', 'drop']) {
      await page.click(part(mishap))
      await page.click(part('expire'))
      assert.deepEqual(await fire(page, 10), all(10, '200'), mishap)
    }
    await page.click(part('revoke'))
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
      const fits = async (when) => {
        const [content, room] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ])
        assert.ok(content <= room, `${when}: ${content} px in ${room} px`)
      }
      await fits('signed out')
      await login(page)
      await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
      await fits('signed in')
      await page.click(part('expire'))
      await fire(page, 100)
      await fits('after a hundred')
      await page.click(part('language'))
      await fits('in the other language')
      await fire(page, 10)
      await fits('after ten more')
    }),
  )
}
