// The built documentation in Chromium: nothing for axe to find, nothing wider than a phone, nothing that jumps, nothing from elsewhere;
// a search that finds, and text without JavaScript.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launchBrowser } from '../e2e/harness/browser.mjs'
import { serveFolder } from '../packaging/harness/static.mjs'
import { built, docs, htmlPages } from './harness/pages.mjs'

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

const axe = createRequire(join(docs, 'package.json')).resolve('axe-core/axe.min.js')

const looked = [
  'index.html',
  'guide/getting-started.html',
  'guide/from-axios.html',
  'guide/nuxt.html',
  'guide/recipes.html',
  'guide/tokens.html',
  'guide/tabs.html',
  'help/troubleshooting.html',
  'help/devtools.html',
  'help/faq.html',
  'reference/index.html',
  'reference/api/vue.html',
]
const pages = looked.flatMap((path) => [path, `zh/${path}`])
/** All but the English ones among the Chinese. */
const everyPage = htmlPages()
  .map(({ path }) => path)
  .filter((path) => path !== '404.html' && !/^zh\/(reference\/api|decisions\/0)/.test(path))
// axe takes a second for a page. A usual run leaves out what differs least: the other language, and two of the four looks.
const isExamined = (
  /** @type {string} */ path,
  /** @type {string} */ name,
  /** @type {string} */ colorScheme,
) =>
  process.env.AUTHFLIGHT_LONG === '1' ||
  (!path.startsWith('zh/') && (name === 'wide') === (colorScheme === 'light'))
const wide = { width: 1280, height: 800 }
const narrow = { width: 390, height: 844 }

/** @type {{ url: string; stop(): Promise<void>; }} */
let site
/** @type {Browser} */
let browser

before(async () => {
  site = await serveFolder(built)
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** Opens pages in a context of its own; returns what they asked of others, and what they printed. */
async function inContext(
  /** @type {import('playwright-core').BrowserContextOptions} */ options,
  /** @type {(page: Page) => Promise<void>} */ visit,
) {
  const context = await browser.newContext({ ...options, baseURL: site.url })
  try {
    /** @type {string[]} */
    const strange = []
    // What goes elsewhere goes nowhere, and is told.
    await context.route(
      (url) => url.origin !== new URL(site.url).origin && url.protocol !== 'data:',
      (route) => {
        strange.push(route.request().url())
        return route.abort()
      },
    )
    const page = await context.newPage()
    page.on('pageerror', (error) => strange.push(error.message))
    page.on('console', (message) => message.type() === 'error' && strange.push(message.text()))
    await visit(page)
    assert.deepEqual(strange, [])
  } finally {
    await context.close()
  }
}

/** How far the page has jumped since it was loaded, its fonts and its script included. */
const shiftOf = () =>
  new Promise((resolve) => {
    let sum = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value
    }).observe({ type: 'layout-shift', buffered: true })
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
  })

const findings = async () => {
  const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`)
}

for (const [name, viewport] of Object.entries({ wide, narrow }))
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const examined = pages.filter((path) => isExamined(path, name, colorScheme))
    if (examined.length === 0) continue
    test(`axe finds nothing: ${name}, ${colorScheme}`, async () => {
      await inContext(
        { viewport, colorScheme, reducedMotion: 'reduce' },
        async (/** @type {Page} */ page) => {
          const found = []
          for (const path of examined) {
            await page.goto(`/${path}`)
            await page.waitForFunction(() => document.querySelector('#app').__vue_app__)
            await page.addScriptTag({ path: axe })
            found.push(...(await page.evaluate(findings)).map((finding) => `${path}: ${finding}`))
          }
          assert.deepEqual(found, [])
        },
      )
    })
  }

for (const [name, viewport] of Object.entries({ wide, narrow }))
  test(`no page jumps, is wider than the window, or cuts code off: ${name}`, async () => {
    await inContext({ viewport, reducedMotion: 'reduce' }, async (/** @type {Page} */ page) => {
      const found = []
      for (const path of everyPage) {
        await page.goto(`/${path}`)
        await page.waitForFunction(() => document.querySelector('#app').__vue_app__)
        const shift = await page.evaluate(shiftOf)
        if (shift > 0) found.push(`${path} jumps by ${shift}`)
        const [width, inner] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ])
        if (width > inner) found.push(`${path} is ${width} wide`)
        const cut = await page
          .locator('.vp-code')
          .evaluateAll((blocks) =>
            blocks
              .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
              .map(({ textContent }) => textContent.slice(0, 40)),
          )
        if (cut.length > 0) found.push(`${path} cuts code off: ${cut}`)
      }
      assert.deepEqual(found, [])
    })
  })

for (const [path, text, lead] of [
  ['/', 'grace window', '/guide/server'],
  ['/', 'REFRESH_UNAVAILABLE', '/help/troubleshooting'],
  ['/', 'Nuxt', '/guide/nuxt'],
  ['/zh/', '宽限期', '/zh/guide/server'],
  ['/zh/', '刷新令牌', '/zh/'],
])
  test(`the search of ${path} finds “${text}”`, async () => {
    await inContext({ viewport: wide }, async (/** @type {Page} */ page) => {
      await page.goto(path, { waitUntil: 'networkidle' })
      await page.locator('.VPNavBarSearch button').first().click()
      await page.locator('#localsearch-input').fill(text)
      const first = page.locator('#localsearch-list a.result').first()
      await first.waitFor()
      const found = await page
        .locator('#localsearch-list a.result')
        .evaluateAll((all) => all.map((a) => a.pathname))
      assert.ok(
        found.some((pathname) => pathname.startsWith(lead)),
        String(found),
      )
    })
  })

test('each page can be read and left without JavaScript: it has the same text, and its links', async () => {
  const textsOf = async (/** @type {boolean} */ javaScriptEnabled) => {
    const texts = new Map()
    await inContext({ viewport: wide, javaScriptEnabled }, async (/** @type {Page} */ page) => {
      for (const path of pages) {
        await page.goto(`/${path}`)
        if (javaScriptEnabled) await page.waitForFunction(() => document.querySelector('#app').__vue_app__)
        assert.ok(await page.locator('h1').first().isVisible(), path)
        assert.ok(await page.locator('.VPNavBarMenu a').first().isVisible(), path)
        texts.set(path, (await page.locator('main').textContent()).replaceAll(/\s+/g, ' '))
      }
    })
    return texts
  }
  const without = await textsOf(false)
  for (const [path, text] of await textsOf(true)) {
    assert.ok(text.length > 300, path)
    assert.equal(without.get(path), text, path)
  }
})
