// The size of what users ship: the default entry in a one-line app, beside axios + axios-auth-refresh bundled in the same way.
// --functions also lists the functions of the binary.
import { existsSync, readFileSync } from 'node:fs'
import { buildPackage } from './build/everything.mjs'
import { setUp } from './setup/everything.mjs'
import { inRoot } from './shared/places.mjs'
import { bold, Failure, green, main, red, say } from './shared/say.mjs'
import { printFunctions } from './size/functions.mjs'
import { bundleApp, kilobytes, measure } from './size/shipped.mjs'

const apps = {
  authflight: `import { createAuth } from 'authflight'; console.log(createAuth)`,
  slim: `import { createAuth, init } from 'authflight/slim'; console.log(createAuth, init)`,
  yardstick: `import axios from 'axios'; import * as refresh from 'axios-auth-refresh'; console.log(axios, refresh)`,
}

async function measureAll() {
  const app = await bundleApp({ contents: apps.authflight })
  const text = app.toString()
  // The one long text in the bundle is the binary.
  const inlined = text.match(/[^'"\\]{9000,}/)?.[0] ?? ''
  const rows = [['authflight (default entry)', measure(app)]]
  rows.push(['  of it JavaScript', measure(Buffer.from(text.replace(inlined, '')))])
  rows.push(['  of it WebAssembly, inlined', measure(Buffer.from(inlined))])
  if (existsSync(inRoot('dist/slim.js'))) {
    rows.push(['authflight/slim, JavaScript', measure(await bundleApp({ contents: apps.slim }))])
    rows.push(['authflight/authflight.wasm', measure(readFileSync(inRoot('dist/authflight.wasm')))])
  }
  const yardstick = measure(await bundleApp({ contents: apps.yardstick }))
  rows.push(['axios + axios-auth-refresh', yardstick])
  return { rows, yardstick }
}

function print({ rows, yardstick }) {
  const line = (...cells) =>
    say(cells.map((cell, index) => (index ? cell.padStart(13) : cell.padEnd(30))).join(''))
  say(bold('What is shipped, minified'))
  line('', 'raw', 'gzip', 'brotli', 'brotli ratio')
  for (const [name, size] of rows) {
    line(
      name,
      kilobytes(size.raw),
      kilobytes(size.gzip),
      kilobytes(size.brotli),
      `${(size.brotli / yardstick.brotli).toFixed(2)} ×`,
    )
  }
}

function compare(size) {
  const budget = JSON.parse(readFileSync(inRoot('size-budget.json'), 'utf8')).default
  const over = Object.entries(budget).filter(([kind, limit]) => size[kind] > limit)
  for (const [kind, limit] of Object.entries(budget)) {
    const mark = size[kind] > limit ? red('✗') : green('✓')
    say(`${mark} default entry, ${kind}: ${size[kind]} of ${limit} bytes`)
  }
  if (over.length === 0) return
  const [kind, limit] = over[0]
  throw new Failure(
    `The default entry is ${size[kind] - limit} bytes over its ${kind} budget: make it smaller, or raise size-budget.json with a reason.`,
  )
}

await main(async () => {
  await buildPackage({ toolFolders: await setUp() })
  const sizes = await measureAll()
  print(sizes)
  if (process.argv.includes('--functions')) printFunctions()
  compare(sizes.rows[0][1])
})
