// The size of the code by generic function and by crate, read from the name section before it is stripped.
import { readFileSync } from 'node:fs'
import { rawWasm } from '../build/wasm.mjs'
import { bold, say } from '../shared/say.mjs'
import { wasmReader } from '../shared/wasm-reader.mjs'

const sectionCustom = 0
const sectionImport = 2
const sectionCode = 10
const functionNames = 1

/** @typedef {import('../shared/wasm-reader.mjs').Reader} Reader */
/** @typedef {{ name: string, size: number }} Part */

function readNames(/** @type {Reader} */ section, /** @type {Map<number, string>} */ names) {
  if (section.text() !== 'name') return
  while (!section.done()) {
    const kind = section.byte()
    const part = wasmReader(section.take(section.number()))
    if (kind !== functionNames) continue
    for (let rest = part.number(); rest > 0; rest--) names.set(part.number(), part.text())
  }
}

/** Every function's name and size in bytes, before wasm-opt. */
function functionsOf(/** @type {Buffer} */ wasm) {
  /** @type {number[]} */
  const sizes = []
  /** @type {Map<number, string>} */
  const names = new Map()
  let imports = 0
  const module = wasmReader(wasm.subarray(8))
  while (!module.done()) {
    const id = module.byte()
    const section = wasmReader(module.take(module.number()))
    if (id === sectionImport) imports = section.number()
    if (id === sectionCustom) readNames(section, names)
    if (id !== sectionCode) continue
    for (let rest = section.number(); rest > 0; rest--) {
      const size = section.number()
      section.take(size)
      sizes.push(size)
    }
  }
  return sizes.map((size, index) => ({ size, name: names.get(index + imports) ?? '(unnamed)' }))
}

// `<alloc[1f]::vec::Vec<T>>::push` is alloc's, and one of the many copies of `alloc::vec::Vec`.
const plainName = (/** @type {string} */ name) =>
  name.replace(/\[[0-9a-f]+\]/g, '').replace(/^[<&]+(mut )?/, '')
const genericName = (/** @type {string} */ name) => plainName(name).replace(/<.*/, '').slice(0, 80)
const crateName = (/** @type {string} */ name) => plainName(name).match(/^(\w+)::/)?.[1] ?? 'other'

/**
 * @param {string} title
 * @param {Part[]} functions
 * @param {(name: string) => string} groupOf
 * @param {number} count
 */
function printGroups(title, functions, groupOf, count) {
  const groups = new Map()
  for (const { name, size } of functions) {
    const group = groupOf(name)
    const { bytes, copies } = groups.get(group) ?? { bytes: 0, copies: 0 }
    groups.set(group, { bytes: bytes + size, copies: copies + 1 })
  }
  say(`\n${bold(title)}`)
  const largest = [...groups].sort((one, other) => other[1].bytes - one[1].bytes).slice(0, count)
  for (const [group, { bytes, copies }] of largest) {
    say(`${String(bytes).padStart(9)} B ${String(copies).padStart(5)} × ${group}`)
  }
}

export function printFunctions() {
  const functions = functionsOf(readFileSync(rawWasm))
  printGroups('Code by crate, before wasm-opt', functions, crateName, 15)
  printGroups('Code by function, all copies of a generic one together', functions, genericName, 50)
}
