// Each candidate as a user's bundler would ship it, in a folder that the server mounts.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRoot } from '../scripts/shared/places.mjs'
import { bundleApp, measure } from '../scripts/size/shipped.mjs'
import { attached, axiosAlone, bare, candidates, slim, starting } from './candidates.mjs'
import { startApp, startPage } from './start-app.mjs'

/** @typedef {import('./candidates.mjs').Candidate} Candidate */
/** What each candidate's bundle weighs, by its name. @typedef {Record<string, import('../scripts/size/shipped.mjs').Size>} Weights */

const pages = ['page', 'stub-page']

/** The folder, what each bundle weighs by name, and `remove` for afterwards. */
export async function bundleCandidates() {
  const folder = mkdtempSync(join(tmpdir(), 'authflight-bench-'))
  const write = (/** @type {string} */ name, /** @type {string | Buffer} */ content) =>
    writeFileSync(join(folder, name), content)
  /** @type {Weights} */
  const weights = {}
  for (const candidate of [...candidates, slim, attached, axiosAlone, bare]) {
    const entry = entryOf(candidate)
    write(`${candidate.name}.js`, await bundleApp({ entry, splitting: false }))
    weights[candidate.name] = measure(await bundleApp({ entry }))
  }
  for (const name of pages) {
    write(`${name}.js`, await bundleApp({ entry: inRoot(`benches/page/${name}.js`) }))
    copyFileSync(inRoot(`benches/page/${name}.html`), join(folder, `${name}.html`))
  }
  for (const candidate of starting) {
    write(`start-${candidate.name}.html`, startPage(candidate))
    const contents = startApp(entryOf(candidate))
    write(`start-${candidate.name}.js`, await bundleApp({ contents, splitting: false }))
  }
  copyFileSync(inRoot('dist/authflight.wasm'), join(folder, 'authflight.wasm'))
  return { folder, weights, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const entryOf = (/** @type {Candidate} */ { name, folder = '' }) =>
  inRoot('benches/candidates', folder, `${name.replace(/-preload$/, '')}.js`)
