// Where the module cannot run, the error names the cause and the line that cures it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { packageFolder } from './harness/places.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

const page = `<!doctype html><meta charset="utf-8"><title>first lines</title><link rel="icon" href="data:,">
<script type="module" src="/fixtures/first-lines.js"></script>`
const binary = readFileSync(join(packageFolder, 'authflight.wasm'))
const wasm = { 'content-type': 'application/wasm' }

for (const engine of ['chromium', 'firefox']) {
  const { skip, scene } = await makeTokenLab(engine)

  test(
    `${engine}: a Content-Security-Policy without 'wasm-unsafe-eval'`,
    { skip },
    scene(async ({ home, newTab }) => {
      home.pages['/page'] = { headers: { 'content-security-policy': "script-src 'self'" }, body: page }
      const tab = await newTab({ path: '/page' })
      const outcomes = await tab.page.evaluate(() => {
        const { index, fetch, slim } = lab.entries
        return Promise.all([
          lab.outcome(index.init()),
          lab.outcome(index.createAuth({ baseURL: '/api' })),
          lab.outcome(index.authFrom({ baseURL: '/api' }).ready),
          lab.outcome(fetch.createAuth({ baseURL: '/api' })),
          lab.outcome(slim.init('/package/authflight.wasm')),
        ])
      })
      for (const { code, message, cause } of outcomes) {
        assert.equal(code, 'UNSUPPORTED')
        assert.match(message, /Content-Security-Policy.* 'wasm-unsafe-eval'/)
        assert.ok(cause, 'what the engine said is its cause')
      }
    }),
  )

  test(
    `${engine}: a binary that is cut off, not there, a page, or out of reach; and then the right one`,
    { skip },
    scene(async ({ home, newTab }) => {
      home.pages['/page'] = page
      home.pages['/cut.wasm'] = { headers: wasm, body: binary.subarray(0, 70_000) }
      home.pages['/cut.bin'] = {
        headers: { 'content-type': 'application/octet-stream' },
        body: binary.subarray(0, 70_000),
      }
      home.pages['/app.wasm'] = page
      home.replies['/lost.wasm'] = ({ reply }) => void reply.destroy()
      home.replies['/broken.wasm'] = ({ reply }) => {
        reply.writeHead(200, { ...wasm, 'content-length': binary.length })
        return new Promise((resolve) => {
          reply.write(binary.subarray(0, 70_000), () => resolve(/** @type {any} */ (reply.destroy())))
        })
      }
      const tab = await newTab({ path: '/page' })
      const cases = [
        ['/cut.wasm', /does not compile/, null],
        ['/cut.bin', /does not compile/, null],
        ['/app.wasm', /from http.*\/app\.wasm is an HTML page\. Serve/, null],
        ['/absent.wasm?secret=1', /status 404 from http.*\/absent\.wasm\. Serve/, 404],
        ['/lost.wasm', /could not be fetched from \/lost\.wasm: .*connect-src/, null],
        ['/broken.wasm', /could not be fetched|does not compile/, null],
      ]
      for (const [path, sentence, status] of /** @type {[string, RegExp, number | null][]} */ (cases)) {
        const told = await tab.page.evaluate(
          async (path) => [
            await lab.outcome(lab.entries.slim.init(path)),
            await lab.outcome(lab.entries.slim.init(fetch(path))),
          ],
          path,
        )
        for (const { code, message, cause } of told) {
          assert.equal(code, 'UNSUPPORTED', path)
          assert.doesNotMatch(message, /secret/)
          assert.ok(cause, path)
        }
        assert.match(told[0].message, sentence, told[0].cause)
        assert.equal(told[0].status, status)
      }
      const rest = await tab.page.evaluate(async () => {
        const { init, createAuth } = lab.entries.slim
        const bytes = new TextEncoder().encode('<!DOCTYPE html><title>app</title>')
        return [
          await lab.outcome(init(bytes)),
          await lab.outcome(init(Uint8Array.of(1, 2, 3).buffer)),
          await lab.outcome(init(7)),
          await lab.outcome(init('/package/authflight.wasm')),
          await lab.outcome(createAuth({ baseURL: '/api' }).then((auth) => auth.session)),
        ]
      })
      assert.match(rest[0].message, /is an HTML page/)
      assert.match(rest[1].message, /is no WebAssembly/)
      assert.equal(rest[2].code, 'CONFIG')
      assert.deepEqual(rest.slice(3), [{ value: 'done' }, { value: 'signedOut' }])
      assert.deepEqual(await tab.page.evaluate(() => lab.unhandled), [])
    }),
  )

  test(
    `${engine}: no WebAssembly`,
    { skip },
    scene(async ({ home, newTab }) => {
      home.pages['/page'] = page.replace('<script', '<script>delete window.WebAssembly</script><script')
      const tab = await newTab({ path: '/page' })
      const outcomes = await tab.page.evaluate(() =>
        Promise.all([
          lab.outcome(lab.entries.index.init()),
          lab.outcome(lab.entries.index.createAuth()),
          lab.outcome(lab.entries.fetch.authFrom().fetch('/api/me')),
          lab.outcome(lab.entries.slim.init('/package/authflight.wasm')),
        ]),
      )
      for (const { code, message } of outcomes) {
        assert.equal(code, 'UNSUPPORTED')
        assert.match(message, /There is no WebAssembly here/)
      }
    }),
  )
}
