// Writes the binary as text for the default entry: fold.mjs sorts its numbers into rows, and each number is one or more
// letters. Base64 and deflate would hide the numbers from the compression of the user's server. The explanation and the
// figures are in docs/decisions/0004-binary-as-text.md.
import { readFileSync } from 'node:fs'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { fold } from './fold.mjs'
import { optimiser } from './optimise.mjs'

// From ( to ~, as in npm/unfold.wat. No bundler has to escape any of them. A number ends with one of the first 64 letters;
// the others come before.
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

/** Compiles npm/unfold.wat. */
async function unfolder() {
  const compiled = inRoot('target/package/unfold.wasm')
  const args = [inRoot('npm/unfold.wat'), '--enable-bulk-memory', '-Oz', '-o', compiled]
  await mustRun(process.execPath, [optimiser, ...args], 'npm/unfold.wat does not compile: see above.')
  return readFileSync(compiled).toString('base64')
}

/** The text of a module with everything that npm/unfold.ts needs to restore the binary. */
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
