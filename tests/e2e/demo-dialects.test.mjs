// The demo page as a client of each back-end that the server speaks.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  choose,
  fire,
  inCode,
  login,
  openPage,
  openSignedIn,
  order,
  part,
  shownUser,
  signedIn,
} from './harness/demo-page.mjs'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

/** @typedef {import('playwright-core').Page} Page */

const scene = makeLab()

/** The configuration in the page's code, as a program reads it. */
async function shownConfig(/** @type {Page} */ page) {
  const code = await page.textContent(part('code'))
  const [, config] = /createAuth\((\{[\s\S]*?\n\})\)\n/.exec(code) ?? []
  return new Function(`return (${config})`)()
}

test(
  'the page offers every dialect that the server speaks',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    const offered = await page.$$eval(`${part('dialect')} option`, (options) =>
      options.map(({ value }) => value),
    )
    const { paths } = await (await fetch(`${lab.url}/openapi.json`)).json()
    const spoken = new Set(Object.keys(paths).map((path) => path.split('/')[1]))
    spoken.delete('control')
    // The application’s own function is no back-end’s.
    spoken.add('callback')
    assert.deepEqual(offered.toSorted(), [...spoken].sort())
  }),
)

for (const name of Object.keys(dialects)) {
  test(
    `${name}: log in, and it is shown who; expire, fire ten: one refresh, ten answers, and the code shows this configuration`,
    scene(async (lab) => {
      const { page, complaints } = await openPage(lab)
      if (name !== 'bearer') await choose(page, name)
      // A GraphQL server is asked with a body: there the name is in the token's claims, and no roles are.
      const user = name === 'graphql' ? {} : { user: '/me' }
      assert.deepEqual(await shownConfig(page), { baseURL: `/${name}`, ...dialects[name], ...user })
      await login(page, 'wrong')
      await page.waitForSelector(`${part('login-error')}:visible`)
      assert.match(await page.textContent(part('login-error')), /Wrong user name or password/)
      await login(page)
      await signedIn(page)
      assert.deepEqual(await shownUser(page), ['demo', name === 'graphql' ? '' : 'staff'])
      await order(page, 'expire')
      assert.deepEqual(await fire(page, 10), all(10, '200'))
      const { refresh, resource } = await lab.server.counters()
      assert.deepEqual([refresh.received, resource.refused], [1, 10])
      const asked = (await lab.server.log()).filter(({ kind }) => kind !== 'public')
      assert.deepEqual(new Set(asked.map(({ dialect }) => dialect)), new Set([name]))
      // The page's numbers, too, know a refusal that comes with a 200.
      await page.waitForFunction(
        () => document.querySelector('[data-test="refused-count"]').textContent === '10',
      )
      // And a session that is over is told as such, whatever its dialect says it with.
      await order(page, 'revoke')
      for (const result of await fire(page, 10)) assert.doesNotMatch(result, /^2/)
      await page.waitForSelector(`${part('login')}:visible`)
      assert.deepEqual(complaints, [])
    }),
  )
}

test(
  'callback: the function is shown, renews and is refused, and is no data to edit',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await page.selectOption(part('dialect'), 'callback')
    await inCode(page, 'refresh: async ({ refreshToken, signal, fetch }) => {')
    assert.ok(await page.isHidden(part('edit')))
    await login(page)
    await signedIn(page)
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    assert.equal((await lab.server.counters()).refresh.received, 1)
    await order(page, 'revoke')
    for (const result of await fire(page, 10)) assert.doesNotMatch(result, /^2/)
    await page.waitForSelector(`${part('login')}:visible`)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'another dialect is another client: it signs out, here, in the other tabs and at the server, and all tabs follow',
  scene(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    const other = await lab.context.newPage()
    await other.goto(lab.url)
    await signedIn(other)
    assert.deepEqual(await fire(page, 1), ['200'])
    await choose(page, 'header')
    await page.waitForSelector(`${part('login')}:visible`)
    assert.equal((await lab.server.counters()).logout, 1)
    assert.equal(await page.locator(part('batch')).count(), 0, 'the old back-end’s requests are gone')
    await inCode(other, "baseURL: '/header'")
    await other.waitForSelector(`${part('login')}:visible`)
    // And they have one session again.
    await login(page)
    await signedIn(other)
    await order(page, 'expire')
    assert.deepEqual(await Promise.all([fire(page, 10), fire(other, 10)]), [all(10, '200'), all(10, '200')])
    assert.equal((await lab.server.counters()).refresh.received, 1)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'a dialect is remembered over a reload, with its session',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await choose(page, 'envelope')
    await login(page)
    await signedIn(page)
    await page.reload()
    await signedIn(page)
    assert.equal(await page.inputValue(part('dialect')), 'envelope')
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 1), ['200'])
    assert.deepEqual(complaints, [])
  }),
)

test(
  'cookie: a reload restores the session. The page says so meanwhile, in both languages, and shows no form',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await choose(page, 'cookie')
    await login(page)
    await signedIn(page)
    await lab.server.hold('refresh')
    await page.reload()
    await page.waitForSelector(`${part('status')}[data-status="restoring"]`)
    assert.equal(await page.isVisible(part('login')), false)
    assert.equal(await page.textContent(part('status')), 'Restoring')
    await page.click(part('language'))
    assert.equal(await page.textContent(part('status')), '恢复中')
    await lab.server.release('refresh')
    await signedIn(page)
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    assert.equal((await lab.server.counters()).refresh.received, 2)
    assert.deepEqual(complaints, [])
  }),
)
