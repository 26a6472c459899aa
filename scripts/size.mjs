// The size of what users ship: the default entry in a one-line app, beside axios + axios-auth-refresh bundled in the same way, and
// what axios grows by where it is kept, under attachAuth.
// --functions also lists the functions of the binary.
import { readFileSync } from 'node:fs'
import { buildPackage } from './build/everything.mjs'
import { setUp } from './setup/everything.mjs'
import { inRoot } from './shared/places.mjs'
import { bold, Failure, green, main, red, say } from './shared/say.mjs'
import { printFunctions } from './size/functions.mjs'
import { bundleApp, kilobytes, measure } from './size/shipped.mjs'

/** @typedef {import('./size/shipped.mjs').Size} Size */
/** @typedef {[name: string, size: Size]} Row */

const apps = {
  authflight: `import { createAuth } from 'authflight'; console.log(createAuth)`,
  fetch: `import { createAuth } from 'authflight/fetch'; console.log(createAuth)`,
  slim: `import { createAuth, init } from 'authflight/slim'; console.log(createAuth, init)`,
  devtools: `import { mountDevtools } from 'authflight/devtools'; console.log(mountDevtools)`,
  axios: `import axios from 'axios'; console.log(axios)`,
  kept: `import axios from 'axios'; import { createAuth } from 'authflight/fetch'; import { attachAuth } from 'authflight/axios'; console.log(axios, createAuth, attachAuth)`,
  yardstick: `import axios from 'axios'; import * as refresh from 'axios-auth-refresh'; console.log(axios, refresh)`,
}

async function measureAll() {
  const app = await bundleApp({ contents: apps.authflight })
  const text = app.toString()
  // The one long text in the bundle is the binary.
  const inlined = text.match(/[^'"\\]{9000,}/)?.[0]
  if (!inlined)
    throw new Failure('The default entry has no binary in it: scripts/build/inline.mjs puts it there.')
  /** @type {Row[]} */
  const rows = [['authflight (default entry)', measure(app)]]
  rows.push(['  of it JavaScript', measure(Buffer.from(text.replace(inlined, '')))])
  rows.push(['  of it WebAssembly, inlined', measure(Buffer.from(inlined))])
  const fetch = measure(await bundleApp({ contents: apps.fetch }))
  rows.push(['authflight/fetch', fetch])
  rows.push(['authflight/slim, JavaScript', measure(await bundleApp({ contents: apps.slim }))])
  rows.push(['authflight/authflight.wasm', measure(readFileSync(inRoot('dist/authflight.wasm')))])
  // Nobody ships it; but it is in the tarball, and loaded at each start in development.
  const devtools = measure(await bundleApp({ contents: apps.devtools }))
  rows.push(['authflight/devtools', devtools])
  const yardstick = measure(await bundleApp({ contents: apps.yardstick }))
  rows.push(['axios + axios-auth-refresh', yardstick])
  rows.push(['axios alone', measure(await bundleApp({ contents: apps.axios }))])
  rows.push(['axios + authflight/fetch', measure(await bundleApp({ contents: apps.kept }))])
  return { shipped: { default: measure(app), fetch, devtools }, rows, yardstick }
}

function print(/** @type {{ rows: Row[], yardstick: Size }} */ { rows, yardstick }) {
  const line = (/** @type {string[]} */ ...cells) =>
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

function compare(/** @type {Record<string, Size>} */ shipped) {
  /** @type {Record<string, Partial<Size>>} */
  const budgets = JSON.parse(readFileSync(inRoot('size-budget.json'), 'utf8'))
  for (const [entry, size] of Object.entries(shipped)) {
    const limits = /** @type {[keyof Size, number][]} */ (Object.entries(budgets[entry] ?? {}))
    if (limits.length === 0)
      throw new Failure(`size-budget.json has no limit for the entry ${entry}: give it one.`)
    for (const [kind, limit] of limits) {
      const mark = size[kind] > limit ? red('✗') : green('✓')
      say(`${mark} entry ${entry}, ${kind}: ${size[kind]} of ${limit} bytes`)
    }
    const over = limits.find(([kind, limit]) => size[kind] > limit)
    if (!over) continue
    const [kind, limit] = over
    throw new Failure(
      `The entry ${entry} is ${size[kind] - limit} bytes over its ${kind} budget: make it smaller, or raise size-budget.json with a reason.`,
    )
  }
}

await main(async () => {
  await buildPackage({ toolFolders: await setUp() })
  const sizes = await measureAll()
  print(sizes)
  if (process.argv.includes('--functions')) printFunctions()
  compare(sizes.shipped)
})
