// The built documentation in Chromium: nothing for axe to find, nothing wider than a phone, nothing that jumps, nothing from elsewhere;
// a search that finds, and text without JavaScript.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { launchBrowser } from '../e2e/harness/browser.mjs'
import { serveFolder } from '../packaging/harness/static.mjs'
import { built, docs } from './harness/pages.mjs'

const axe = createRequire(join(docs, 'package.json')).resolve('axe-core/axe.min.js')

const looked = [
  'index.html',
  'guide/getting-started.html',
  'guide/tokens.html',
  'guide/tabs.html',
  'help/troubleshooting.html',
  'help/devtools.html',
  'help/faq.html',
  'reference/index.html',
  'reference/api/vue.html',
]
const pages = looked.flatMap((path) => [path, `zh/${path}`])
// axe takes a second for a page. A usual run leaves out what differs least: the other language, and two of the four looks.
const isExamined = (path, name, colorScheme) =>
  process.env.AUTHFLIGHT_LONG === '1' ||
  (!path.startsWith('zh/') && (name === 'wide') === (colorScheme === 'light'))
const wide = { width: 1280, height: 800 }
const narrow = { width: 390, height: 844 }

let site
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
async function inContext(options, visit) {
  const context = await browser.newContext({ ...options, baseURL: site.url })
  try {
    const page = await context.newPage()
    const strange = []
    page.on('request', (request) => {
      if (!request.url().startsWith(`${site.url}/`) && !request.url().startsWith('data:'))
        strange.push(request.url())
    })
    page.on('pageerror', (error) => strange.push(error.message))
    page.on('console', (message) => message.type() === 'error' && strange.push(message.text()))
    await visit(page)
    assert.deepEqual(strange, [])
  } finally {
    await context.close()
  }
}

/** How far the page has jumped since it was loaded. */
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
  for (const colorScheme of ['light', 'dark'])
    test(`axe finds nothing, and nothing jumps or overflows: ${name}, ${colorScheme}`, async () => {
      await inContext({ viewport, colorScheme, reducedMotion: 'reduce' }, async (page) => {
        const found = []
        for (const path of pages) {
          await page.goto(`/${path}`)
          await page.waitForFunction(() => document.querySelector('#app').__vue_app__)
          assert.ok((await page.evaluate(shiftOf)) < 0.01, `${path} jumps`)
          const [width, inner] = await page.evaluate(() => [
            document.documentElement.scrollWidth,
            document.documentElement.clientWidth,
          ])
          assert.ok(width <= inner, `${path} is ${width} wide`)
          if (!isExamined(path, name, colorScheme)) continue
          await page.addScriptTag({ path: axe })
          found.push(...(await page.evaluate(findings)).map((finding) => `${path}: ${finding}`))
        }
        assert.deepEqual(found, [])
      })
    })

for (const [path, text, lead] of [
  ['/', 'grace window', '/guide/server'],
  ['/', 'REFRESH_UNAVAILABLE', '/help/troubleshooting'],
  ['/zh/', '宽限期', '/zh/guide/server'],
  ['/zh/', '刷新令牌', '/zh/'],
])
  test(`the search of ${path} finds “${text}”`, async () => {
    await inContext({ viewport: wide }, async (page) => {
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

test('each page can be read and left without JavaScript', async () => {
  await inContext({ viewport: wide, javaScriptEnabled: false }, async (page) => {
    for (const path of pages) {
      await page.goto(`/${path}`)
      assert.ok(await page.locator('h1').first().isVisible(), path)
      assert.ok(await page.locator('.VPNavBarMenu a').first().isVisible(), path)
    }
  })
})
