// What the demo page says before one has done anything, and what one sees on a phone.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import {
  fire,
  login,
  openPage,
  openSignedIn,
  order,
  part,
  phone,
  shownUser,
  signedIn,
  start,
} from './harness/demo-page.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

const scene = makeLab()

const LINE = 'npm install authflight'

test(
  'the install line is copied, and a screen reader is told',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await lab.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    assert.equal(await page.textContent(part('install-line')), LINE)
    const { x, width } = await page.locator(part('copy')).boundingBox()
    await page.click(part('copy'))
    await page.waitForFunction(() => /Copied/.test(document.querySelector('[data-test="copy"]').textContent))
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), LINE)
    const said = page.locator(part('copy-said'))
    assert.equal(await said.getAttribute('role'), 'status')
    assert.match(await said.textContent(), /Copied/)
    const after = await page.locator(part('copy')).boundingBox()
    assert.deepEqual([after.x, after.width], [x, width], 'the button stays as it is')
    assert.deepEqual(complaints, [])
  }),
)

for (const [how, prepare] of [
  [
    'the clipboard is forbidden',
    () => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    },
  ],
  [
    'there is no clipboard',
    () => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
    },
  ],
]) {
  test(
    `where ${how}, the install line is selected instead, and the page says so`,
    scene(async (lab) => {
      const { page, complaints } = await openPage(lab)
      await page.evaluate(prepare)
      const { y } = await page.locator(part('status')).boundingBox()
      await page.focus(part('copy'))
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => /** @type {Selection} */ (getSelection()).toString() !== '')
      assert.equal(await page.evaluate(() => /** @type {Selection} */ (getSelection()).toString()), LINE)
      assert.match(await page.textContent(part('copy-said')), /selected/)
      assert.equal((await page.locator(part('status')).boundingBox()).y, y, 'nothing moves')
      assert.deepEqual(complaints, [])
    }),
  )
}

test(
  'every link of the page leads somewhere: to the README of the language, and to the source of what is running',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    const links = () => page.$$eval('a', (links) => links.map((link) => link.href))
    const english = await links()
    await page.click(part('language'))
    const both = new Set([...english, ...(await links())])
    for (const link of both) {
      assert.equal((await fetch(link)).status, 200, link)
      assert.ok(link.startsWith(lab.url), link)
    }
    const readme = await (await fetch(await page.$eval(part('readme'), ({ href }) => href))).text()
    assert.match(readme, /^# authflight\n[\s\S]*无感刷新/)
    await page.click(part('source'))
    await page.click('a[href="protocol/"]')
    await page.click('a[href="src/"]')
    await page.click('a[href="lib.rs"]')
    const text = await readFile(new URL('../../protocol/src/lib.rs', import.meta.url), 'utf8')
    assert.equal((await page.textContent('body')).trim(), text.trim())
  }),
)

test(
  'what needs a session is dead until there is one, says why, and is dead again afterwards',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    const actions = ['fire-1', 'fire-10', 'fire-100', 'expire', 'fail', 'drop', 'revoke']
    const dead = () =>
      page.$$eval(actions.map(part).join(), (buttons) => buttons.filter((button) => button.disabled).length)
    assert.equal(await dead(), actions.length)
    for (const action of actions) {
      // The reason is the button's own description, and it can be seen.
      const id = await page.getAttribute(part(action), 'aria-describedby')
      const reason = page.locator(`#${id}`)
      assert.match(await reason.textContent(), /log in/i, action)
      assert.ok(await reason.isVisible(), action)
    }
    // The server's settings are nobody's.
    for (const setting of ['speed', 'lifetime', 'dialect']) {
      assert.ok(await page.isEnabled(part(setting)), setting)
    }
    await page.focus(part('password'))
    await page.keyboard.press('Enter')
    await page.waitForSelector(`${part('fire-10')}:enabled`)
    assert.equal(await dead(), 0)
    // The keyboard goes on where the buttons have come alive.
    await page.keyboard.press('Tab')
    assert.equal(
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.test),
      'expire',
    )
    assert.ok(await page.isHidden(part('needs-login')))
    await page.click(part('logout'))
    await page.waitForSelector(`${part('fire-10')}:disabled`)
    assert.equal(await dead(), actions.length)
    // Who is signed in is asked by the client itself.
    const paths = (await lab.server.log()).map(({ path }) => path)
    assert.deepEqual(
      paths.filter((path) => /orders/.test(path)),
      [],
    )
    assert.deepEqual(complaints, [])
  }),
)

test(
  'while ten requests wait on a 401, the token is shown as refused; then there is another one',
  scene(async (lab) => {
    const { page } = await openSignedIn(lab)
    const shown = () =>
      page.$eval(part('signed-in'), (element) => {
        const name = element.querySelector('#token-name')
        return {
          state: element.dataset.token,
          words: element.querySelector('[data-test="token"]').textContent,
          struck: getComputedStyle(name).textDecorationLine === 'line-through',
        }
      })
    const good = { state: 'good', words: '#1 good', struck: false }
    assert.deepEqual(await shown(), good)
    await order(page, 'expire')
    // Nobody has told the page yet.
    assert.deepEqual(await shown(), good)
    await lab.server.hold('refresh')
    await start(page, 10)
    await page.waitForFunction(() => document.querySelector('[data-test="pending"]').textContent === '10')
    assert.deepEqual(await shown(), { state: 'refused', words: '#1 refused', struck: true })
    await lab.server.release('refresh')
    await page.waitForSelector(`${part('signed-in')}[data-token="good"]`)
    assert.deepEqual(await shown(), { state: 'good', words: '#2 good', struck: false })
  }),
)

for (const language of ['en', 'zh']) {
  test(
    `on a phone the chart of ten requests is on the first screen after the login (${language})`,
    scene(async (lab) => {
      const { page } = await openPage(lab, phone)
      if (language === 'zh') await page.click(part('language'))
      const bottom = async (/** @type {string} */ name) => {
        const { y, height } = await page.locator(part(name)).last().boundingBox()
        return y + height
      }
      assert.ok((await bottom('hint')) < phone.height, `what one is to do ends at ${await bottom('hint')}`)
      // The longest name and the most roles.
      await login(page, 'alice', 'alice')
      await signedIn(page)
      assert.deepEqual(await shownUser(page), ['alice', 'staff, admin'])
      assert.ok((await bottom('fire-10')) < phone.height, 'the buttons')
      await order(page, 'expire')
      // The times above the chart are read one by one, at every scale that it goes through.
      await page.evaluate(() => {
        window.crowded = []
        new MutationObserver(() => {
          const times = [...document.querySelectorAll('.axis span')].map((time) => {
            const words = document.createRange()
            words.selectNodeContents(time)
            return words.getBoundingClientRect()
          })
          for (const [index, { left }] of times.entries()) {
            if (index > 0 && left < times[index - 1].right + 2) window.crowded.push(times.length)
          }
        }).observe(document.querySelector('#batches'), { subtree: true, childList: true })
      })
      assert.deepEqual(await fire(page, 10), all(10, '200'))
      assert.deepEqual(await page.evaluate(() => window.crowded), [])
      assert.equal(await page.evaluate(() => scrollY), 0)
      for (const name of ['status', 'token', 'idle', 'fire-10', 'refresh-row', 'request-row']) {
        assert.ok((await bottom(name)) < phone.height, `${name} ends at ${await bottom(name)}`)
      }
      // So is what it comes to.
      const { y } = await page.locator(part('batch-words')).boundingBox()
      assert.ok(y + 40 < phone.height, `it begins at ${y}`)
    }),
  )
}
