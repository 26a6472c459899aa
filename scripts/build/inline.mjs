// The binary as text in the default entry: its numbers sorted into rows (fold.mjs), a small number one letter, a larger one
// two or more, so that the compression of the user's own server sees them as they are. CONTRIBUTING.md has the figures.
import { readFileSync } from 'node:fs'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { fold } from './fold.mjs'
import { optimiser } from './optimise.mjs'

// From ( to ~, as npm/unfold.wat has them; no bundler has to escape any. A number ends with one of the first 64, and the
// others come before.
const letters = Array.from({ length: 87 }, (_, place) => String.fromCharCode(40 + place)).filter(
  (letter) => letter !== '\\',
)
const letterAt = (/** @type {number} */ place) => /** @type {string} */ (letters[place])
const endings = 64
const others = letters.length - endings
const between = ' '

function written(/** @type {number} */ number) {
  let text = letterAt(number % endings)
  for (let rest = Math.floor(number / endings); rest > 0; rest = Math.floor((rest - 1) / others))
    text = letterAt(endings + ((rest - 1) % others)) + text
  return text
}

/** npm/unfold.wat as a binary. */
async function unfolder() {
  const compiled = inRoot('target/package/unfold.wasm')
  const args = [inRoot('npm/unfold.wat'), '--enable-bulk-memory', '-Oz', '-o', compiled]
  await mustRun(process.execPath, [optimiser, ...args], 'npm/unfold.wat does not compile: see above.')
  return readFileSync(compiled).toString('base64')
}

/** A module that exports what npm/unfold.ts makes the binary of. */
export async function inlinedModule(/** @type {Buffer} */ bytes) {
  const { rows, code, functions } = fold(bytes)
  const text = rows.map((row) => row.map(written).join('')).join(between)
  return `export const size = ${bytes.length}
export const code = ${code}
export const functions = ${functions}
export const unfolder = '${await unfolder()}'
export default '${text}'
`
}
