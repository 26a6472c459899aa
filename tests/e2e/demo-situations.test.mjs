// The demo page's situations: each at one click, on the real server; what the page says of it is what the server has counted.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { choose, fire, number, openPage, openSignedIn, order, part, phone } from './harness/demo-page.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'
import { assertSame, done, names, playSituation, seenByServer, shownOf } from './harness/situations.mjs'

const scene = makeLab()
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What each comes to with authflight. */
/** @type {Record<string, object>} */
const expected = {
  ten: { refreshes: 1, answered: '10 / 10', after: 'signed in' },
  late: { refreshes: 1, answered: '6 / 6', after: 'signed in' },
  tabs: { refreshes: 1, answered: '20 / 20', after: 'signed in' },
  failsOnce: { refreshes: 2, answered: '10 / 10', after: 'signed in' },
  refused: { refreshes: 1, answered: '0 / 10', after: 'no token is left' },
  silent: { refreshes: 2, answered: '10 / 10', after: 'signed in' },
  offline: { refreshes: 1, answered: '10 / 10', after: 'signed in' },
  closed: { refreshes: 2, answered: '5 / 5', after: 'signed in' },
  otherUser: { refreshes: 1, answered: '1 / 6', after: 'signed in' },
  clock: { refreshes: 1, answered: '10 / 10', after: 'signed in' },
  reload: { refreshes: 1, answered: '10 / 10', after: 'signed in' },
  upload: { refreshes: 1, answered: '1 / 1', after: 'signed in' },
  logout: { answered: '0 / 10', after: 'no token is left' },
}

test(
  'the page offers every situation, each with a sentence, and a rule that CONTRIBUTING has',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    const offered = await page.$$eval('#choices button', (buttons) =>
      buttons.map(({ dataset }) => dataset.test?.replace('situation-', '')),
    )
    assert.deepEqual(offered, names)
    assert.deepEqual(Object.keys(expected), names)
    for (const name of names) {
      const [title, look] = await page.$$eval(`${part(`situation-${name}`)} > *`, (parts) =>
        parts.map(({ textContent }) => textContent),
      )
      assert.ok(title && look.endsWith('.'), name)
    }
    assert.ok(await page.isHidden(part('outcome')))
  }),
)

for (const name of names) {
  test(
    `${name}: its verdict is good, and its numbers and lanes are what the server has counted`,
    scene(async (lab) => {
      const { page, complaints } = await openPage(lab)
      const before = (await lab.server.state()).settings
      await playSituation(page, name)
      const shown = await shownOf(page, 'ours')
      assert.equal(shown.end, 'good', shown.verdict)
      const { refreshes, answered, after } = shown
      assert.deepEqual(
        { answered, after, ...('refreshes' in expected[name] && { refreshes }) },
        expected[name],
      )
      const rule = await page.textContent(part('outcome-rule'))
      const rules = await readFile(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8')
      assert.ok(rules.includes(`| ${rule} |`), rule)
      const link = await page.$eval(part('outcome-docs'), ({ href }) => href)
      assert.equal((await fetch(link)).status, 200, link)
      const [seen] = await seenByServer(lab.server)
      // After a logout the server is told with a token that is good, which may take a refresh of its own.
      if (name !== 'logout') assertSame(shown, seen, name, name === 'offline' ? 1 : 0)
      // A tab that is closed does not hear of all its refusals, and one that was loaded before keeps its lanes no longer.
      if (name !== 'closed') assert.equal(shown.drawn.refused, shown.refused, 'refusals drawn')
      assert.deepEqual((await lab.server.state()).settings, before, 'the server is as it was')
      assert.equal(await page.locator('iframe').count(), 0, 'the tabs are closed')
      assert.equal(await page.getAttribute(part('status'), 'data-status'), 'signedOut')
      assert.deepEqual(complaints, [])
    }),
  )
}

test(
  'the upload arrives as it was: one SHA-256 for the file, both sendings and the server',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    await playSituation(page, 'upload')
    const hashes = (await page.textContent(part('count-ours-hashes'))).split(' ')
    assert.equal(hashes.length, 4)
    assert.match(hashes[0], /^[0-9a-f]{8}$/)
    assert.deepEqual(new Set(hashes).size, 1)
  }),
)

test(
  'situations leave the reader’s own session, token and numbers alone, one after the other',
  scene(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    for (const name of ['refused', 'otherUser', 'logout', 'reload']) await playSituation(page, name)
    assert.equal(await page.getAttribute(part('status'), 'data-status'), 'signedIn')
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    await page.waitForFunction(
      () => document.querySelector('[data-test="request-count"]').textContent === '10',
    )
    for (const count of ['refresh-count', 'refused-count', 'most-at-once']) {
      assert.equal(await number(page, count), 0, count)
    }
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    const kept = await page.evaluate(() =>
      Object.keys(localStorage).filter((key) => /tabs|by-hand/.test(key)),
    )
    assert.deepEqual(kept, [])
    assert.deepEqual(complaints, [])
  }),
)

test(
  'a failure that was ordered for a situation, and that no tab met, meets none of the reader’s refreshes and is in none of their numbers',
  scene(async (lab) => {
    const { page } = await openSignedIn(lab)
    await page.evaluate(async () => {
      const { perform } = await import(new URL('model/stage.js', document.baseURI).href)
      const situation = {
        tabs: 1,
        fails: true,
        play: (/** @type {any} */ { failRefresh }) => failRefresh({ kind: 'status', status: 503 }),
      }
      await perform(situation, 'ours', document.querySelector('#compare-frames'), () => {})
    })
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 1), ['200'])
    const refreshes = (await lab.server.log()).filter(({ kind }) => kind === 'refresh')
    assert.deepEqual(
      refreshes.map(({ user, status }) => ({ user, status })),
      [
        { user: 'tabs', status: 503 },
        { user: 'demo', status: 200 },
      ],
    )
    await page.waitForFunction(
      () => document.querySelector('[data-test="refresh-count"]').textContent === '1',
    )
  }),
)

test(
  'in cookie mode the page does not take the reader’s own cookie away, and says why',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await choose(page, 'cookie')
    await playSituation(page, 'reload')
    assert.match(await page.textContent(part('verdicts')), /Choose another dialect/)
    assert.deepEqual(
      (await lab.server.log()).filter(({ kind }) => kind === 'login'),
      [],
    )
    assert.deepEqual(complaints, [])
  }),
)

test(
  'by the keyboard: a situation is begun, the focus stays, the verdict is told, and the timeline is read with arrows',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    await page.focus(part('side-by-side'))
    await page.keyboard.press('Tab')
    const focused = () =>
      page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.test)
    assert.equal(await focused(), 'situation-ten')
    await page.keyboard.press('Enter')
    await done(page, 'ten')
    assert.equal(await focused(), 'situation-ten')
    assert.equal(await page.getAttribute(part('situation-ten'), 'aria-current'), 'true')
    assert.equal(await page.getAttribute(part('verdicts'), 'role'), 'status')
    assert.match(await page.textContent(part('verdicts')), /1 refresh, 10 of 10 answered, nobody signed out/)
    await page.focus(part('next'))
    await page.keyboard.press('Shift+Tab')
    assert.equal(await focused(), 'played')
    const why = page.locator(`${part('played')} .why`)
    const first = await why.textContent()
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(
      (first) =>
        document.querySelector('[data-test="played"]').shadowRoot.querySelector('.why').textContent !== first,
      first,
    )
    assert.match(await why.textContent(), /401|sent|expired/)
  }),
)

for (const language of ['en', 'zh'])
  for (const colorScheme of /** @type {const} */ (['light', 'dark']))
    test(
      `axe finds nothing in a situation’s outcome, and a phone has no sideways scroll (${language}, ${colorScheme})`,
      scene(async (lab) => {
        const { page } = await openPage(lab, phone)
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        if (language === 'zh') await page.click(part('language'))
        await page.check(part('side-by-side'))
        await page.click(part('edit'))
        await playSituation(page, 'refused')
        const [content, room] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ])
        assert.ok(content <= room, `${content} px in ${room} px`)
        await page.evaluate(axe)
        const found = await page.evaluate(async () => {
          const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] })
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`)
        })
        assert.deepEqual(found, [])
      }),
    )
