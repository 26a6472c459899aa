// A page whose policy allows nothing but its own scripts, its own connections and WebAssembly, with Trusted Types (R27).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTokenLab } from './harness/token-lab.mjs'

/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */

const strict = ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"]
const trustedTypes = ["require-trusted-types-for 'script'", "trusted-types 'none'"]

const page = '<!doctype html><meta charset="utf-8"><title>strict</title>'
const script = '<script type="module" src="/fixtures/strict.js"></script>'

for (const [engine, more] of /** @type {[string, string[]][]} */ ([
  ['chromium', trustedTypes],
  ['firefox', []],
])) {
  const { skip, scene } = await makeTokenLab(engine)

  const serve = (/** @type {StartedBackend} */ home) => {
    const policy = [...strict, ...more, 'report-uri /reported'].join('; ')
    home.pages['/strict.html'] = { headers: { 'content-security-policy': policy }, body: `${page}${script}` }
    home.pages['/reported'] = ''
    home.replies['/api/expire'] = () => {
      home.expire()
      return { status: 204 }
    }
  }

  test(
    `${engine}: a session’s whole life breaks no rule`,
    { skip },
    scene(async ({ home, newTab }) => {
      serve(home)
      const tab = await newTab({ path: '/strict.html' })
      const steps = await tab.page.evaluate(() => play())
      assert.deepEqual(steps, ['signedIn', 200, 'refreshed', 200, 200, 200, 1_000, 'signedOut'])
      assert.equal(home.at('/api/refresh').length, 1)
      assert.deepEqual(await tab.page.evaluate(() => violations), [])
      // Firefox asks for an icon on its own account.
      const reported = home.at('/reported').map(({ body }) => body)
      assert.deepEqual(
        reported.filter((body) => !body.includes('/favicon.ico')),
        [],
      )
      assert.deepEqual(tab.complaints, [])
    }),
  )

  test(
    `${engine}: the policy holds, and what breaks it is noticed`,
    { skip },
    scene(async ({ home, newTab }) => {
      serve(home)
      const tab = await newTab({ path: '/strict.html' })
      await tab.page
        .evaluate(async () => {
          const broken = new Promise((resolve) => addEventListener('securitypolicyviolation', resolve))
          document.head.append(
            Object.assign(document.createElement('script'), { src: 'data:text/javascript,0' }),
          )
          await broken
        })
        .catch(() => {}) // Trusted Types throw at once.
      await tab.page.waitForFunction(() => violations.length > 0)
      await home.arrived('/reported')
    }),
  )
}
