// Which of WebAssembly's later additions the binary needs. Without reference types it also runs in iOS 16.0 to 16.3, and no
// export returns an `externref`, which Node 20 was seen to crash on.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readHead } from '../../scripts/build/instructions.mjs'
import { inRoot } from '../../scripts/shared/places.mjs'
import { wasmReader } from '../../scripts/shared/wasm-reader.mjs'

const numeric = new Set([0x7f, 0x7e, 0x7d, 0x7c])
const functions = 0x70
const functionType = 0x60
/** Of a segment that lists plain indices of functions, for the one table. */
const plainElements = 0
/** Typed select, table.get, table.set, ref.null, ref.is_null, ref.func. */
const ofReferences = new Set([0x1c, 0x25, 0x26, 0xd0, 0xd1, 0xd2])
const prefix = 0xfc
const plainMemoryCopies = [10, 11]
const truncations = 7

/** @typedef {ReturnType<typeof wasmReader>} Reader */

function sectionsOf(/** @type {Buffer} */ wasm) {
  const reader = wasmReader(wasm)
  reader.take(8)
  const sections = new Map()
  while (!reader.done()) {
    const id = reader.byte()
    sections.set(id, wasmReader(reader.take(reader.number())))
  }
  return (/** @type {number} */ id) => sections.get(id) ?? wasmReader(Buffer.of(0))
}

const times = (/** @type {number} */ count, /** @type {() => unknown} */ work) =>
  Array.from({ length: count }, work)
const entries = (/** @type {Reader} */ reader, /** @type {(reader: Reader) => unknown} */ work) =>
  times(reader.number(), () => work(reader))

/** Skips an i32.const and the end of its expression. */
function skipOffset(/** @type {Reader} */ reader) {
  const { follow } = readHead(reader)
  for (const _ of follow) reader.signed()
  assert.equal(reader.byte(), 0x0b)
}

/** What a binary has that the first version of WebAssembly had not, in words. */
function additionsOf(/** @type {Buffer} */ wasm) {
  const found = new Set()
  const section = sectionsOf(wasm)
  const valueType = (/** @type {Reader} */ reader) => {
    const type = reader.byte()
    if (!numeric.has(type)) found.add(`a value of type 0x${type.toString(16)}`)
  }
  entries(section(1), (/** @type {Reader} */ reader) => {
    assert.equal(reader.byte(), functionType)
    entries(reader, valueType)
    if (entries(reader, valueType).length > 1) found.add('several results')
  })
  entries(section(2), (/** @type {Reader} */ reader) => {
    reader.text()
    reader.text()
    if (reader.byte() === 0) return reader.number()
    throw new Error('an import that is no function')
  })
  const tables = entries(section(4), (/** @type {Reader} */ reader) => {
    if (reader.byte() !== functions) found.add('a table of references')
    const limited = reader.byte()
    times(1 + limited, () => reader.number())
  })
  if (tables.length > 1) found.add('several tables')
  entries(section(9), (/** @type {Reader} */ reader) => {
    if (reader.number() !== plainElements) return found.add('elements that are references')
    skipOffset(reader)
    entries(reader, () => reader.number())
  })
  entries(section(10), (/** @type {Reader} */ reader) => {
    const body = wasmReader(reader.take(reader.number()))
    entries(body, () => {
      body.number()
      valueType(body)
    })
    while (!body.done()) instruction(body)
  })
  return [...found].sort()

  function instruction(/** @type {any} */ body) {
    const { bytes, follow } = readHead(body)
    const [opcode, second] = bytes
    if (ofReferences.has(opcode)) found.add(`the instruction 0x${opcode.toString(16)}`)
    if (opcode === prefix && second > truncations && !plainMemoryCopies.includes(second))
      found.add(`the instruction 0xfc 0x${second.toString(16)}`)
    for (const kind of follow) {
      if (kind === 'labels') times(body.number() + 1, () => body.number())
      else if (kind === 'integer') body.signed()
      else body.number()
    }
  }
}

test('the binary uses no reference types, no several results and one table of functions', () => {
  assert.deepEqual(additionsOf(readFileSync(inRoot('dist/authflight.wasm'))), [])
})
