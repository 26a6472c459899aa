// wasm-bindgen connects glue and binary by long names that contain random digits. Each is in the package twice and hardly
// compresses. This module shortens the names on both sides, and drops exports that the glue never calls, so that wasm-opt
// can remove their code. See docs/decisions/0005-short-names.md.
import { Failure } from '../shared/say.mjs'
import { wasmReader } from '../shared/wasm-reader.mjs'

const sectionImport = 2
const sectionExport = 7

/** @typedef {ReturnType<typeof glueOf>} Glue */

const changed = (/** @type {string} */ what) =>
  new Failure(`${what}: wasm-bindgen has changed, so adapt scripts/build/short-names.mjs.`)

function encodeNumber(/** @type {number} */ value) {
  /** @type {number[]} */
  const bytes = []
  let rest = value
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
    rest >>>= 7
  } while (rest > 0)
  return Buffer.from(bytes)
}

const sized = (/** @type {Buffer} */ bytes) => Buffer.concat([encodeNumber(bytes.length), bytes])
const encodeText = (/** @type {string} */ text) => sized(Buffer.from(text))

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** @returns {string} */
const shortName = (/** @type {number} */ index) =>
  index < letters.length
    ? letters.charAt(index)
    : shortName(Math.floor(index / letters.length) - 1) + letters.charAt(index % letters.length)

function renameImports(/** @type {Buffer} */ bytes, /** @type {Glue} */ glue) {
  const section = wasmReader(bytes)
  const count = section.number()
  /** @type {Buffer[]} */
  const entries = []
  // The module of the imports that the glue defines, and the imports that it passes on from the modules of src/browser.
  /** @type {string | undefined} */
  let own
  /** @type {string[]} */
  const direct = []
  for (let index = 0; index < count; index++) {
    const module = section.text()
    const name = section.text()
    if (section.byte() !== 0) throw changed(`The import ${name} is not a function`)
    const short = shortName(index)
    entries.push(encodeText('_'), encodeText(short), Buffer.of(0), encodeNumber(section.number()))
    if (module.startsWith('./snippets/')) {
      direct.push(`${short}: ${glue.namespaceOf(module)}.${name},`)
      continue
    }
    own ??= module
    if (own !== module) throw changed('The imports come from more than one module')
    glue.replaceOnce(new RegExp(`^(\\s+)${name}: `, 'gm'), `$1${short}: `, name)
  }
  glue.replaceAll(/^\s+"\.\/snippets\/[^"]*": \w+,\n/gm, '')
  glue.replaceOnce('const import0 = {', `const import0 = { ${direct.join(' ')}`, 'the imports')
  glue.replaceOnce(`"${own}": `, '"_": ', String(own))
  return Buffer.concat([encodeNumber(count), ...entries])
}

function renameExports(/** @type {Buffer} */ bytes, /** @type {Glue} */ glue) {
  const section = wasmReader(bytes)
  /** @type {Buffer[]} */
  const entries = []
  for (let rest = section.number(); rest > 0; rest--) {
    const name = section.text()
    const kind = section.byte()
    const index = section.number()
    const short = shortName(entries.length)
    if (!glue.replaceAll(new RegExp(`\\bwasm\\.${name}\\b`, 'g'), `wasm.$${short}`)) continue
    entries.push(Buffer.concat([encodeText(`$${short}`), Buffer.of(kind), encodeNumber(index)]))
  }
  if (/\bwasm(\[|\?|\.(?!\$))/.test(glue.text))
    throw changed('The glue calls an export that the binary lacks')
  return Buffer.concat([encodeNumber(entries.length), ...entries])
}

/** The glue's text, to be changed where it is as expected. */
const glueOf = (/** @type {string} */ text) => ({
  text,
  namespaceOf(/** @type {string} */ module) {
    const [, namespace] = this.text.match(new RegExp(`"${module}": (\\w+),`)) ?? []
    if (!namespace) throw changed(`The glue does not pass on ${module}`)
    return namespace
  },
  replaceAll(/** @type {RegExp} */ pattern, /** @type {string} */ replacement) {
    const before = this.text
    this.text = before.replaceAll(pattern, () => replacement)
    return this.text !== before
  },
  /**
   * @param {string | RegExp} pattern
   * @param {string} replacement
   * @param {string} what
   */
  replaceOnce(pattern, replacement, what) {
    const parts = this.text.split(pattern).length
    if (parts !== (typeof pattern === 'string' ? 2 : 3)) throw changed(`The glue does not name ${what} once`)
    this.text = this.text.replace(pattern, replacement)
  },
})

/**
 * Renames imports and exports on both sides.
 * @param {{ wasm: Buffer, glueText: string }} sides
 */
export function shortenNames({ wasm, glueText }) {
  const glue = glueOf(glueText)
  const input = wasmReader(wasm)
  const output = [input.take(8)]
  while (!input.done()) {
    const id = input.byte()
    let content = input.take(input.number())
    if (id === sectionImport) content = renameImports(content, glue)
    if (id === sectionExport) content = renameExports(content, glue)
    output.push(Buffer.of(id), sized(content))
  }
  return { wasm: Buffer.concat(output), glueText: glue.text }
}
