// Sorts the numbers in a binary by kind. WebAssembly compresses badly, because a local's number is next to an opcode and an
// address. Here each kind of number gets a row of its own. Numbers that follow from the rest, such as sizes, are left out.
// npm/unfold.wat restores the binary. See docs/decisions/0004-binary-as-text.md.
import { Failure } from '../shared/say.mjs'
import { wasmReader } from '../shared/wasm-reader.mjs'
import { readHead, rowNames } from './instructions.mjs'

const preamble = 8
const codeSection = 10
const block = 0x02
const otherwise = 0x05
const end = 0x0b

// As in npm/unfold.wat, which has room for this many rows.
const labels = 0
const mostRows = 16383

/** The bytes after the code are mostly text: XOR with this maps lower-case letters to small numbers. */
const lowerCase = 0x60

/** @typedef {import('./instructions.mjs').RowName} RowName */
/** @typedef {import('./instructions.mjs').Kind} Kind */
/** @typedef {{ bytes: Buffer, follow: Kind[], count: number, place: number }} Head */
/** @typedef {Record<RowName, number[]>} Rows */

function partsOf(/** @type {Buffer} */ wasm) {
  const module = wasmReader(wasm)
  module.take(preamble)
  while (!module.done()) {
    const start = module.at()
    const id = module.byte()
    const content = module.take(module.number())
    if (id === codeSection)
      return { before: wasm.subarray(0, start + 1), content, after: wasm.subarray(module.at()) }
  }
  throw new Failure('The binary has no code: something went wrong before it was to be folded.')
}

/**
 * Adds every instruction to the rows, and returns the heads, the most frequent first.
 * @param {import('../shared/wasm-reader.mjs').Reader} reader
 * @param {number} functions
 * @param {Rows} rows
 */
function foldBodies(reader, functions, rows) {
  /** @type {Map<string, Head>} */
  const heads = new Map()
  /** @type {Head[]} */
  const instructions = []
  const headOf = (/** @type {{ bytes: Buffer, follow: Kind[] }} */ { bytes, follow }) => {
    const name = bytes.toString('hex')
    const head = heads.get(name) ?? { bytes, follow, count: 0, place: 0 }
    heads.set(name, head)
    head.count++
    return head
  }
  const move = (/** @type {Kind} */ kind) => {
    if (kind === 'labels') moveList('label', (length) => length + 1)
    else rows[kind].push(kind === 'integer' ? reader.signed() >>> 0 : reader.number())
  }
  /** @type {(kind: RowName, countOf: (length: number) => number) => void} */
  const moveList = (kind, countOf) => {
    const length = reader.number()
    rows.lengths.push(length)
    for (let rest = countOf(length); rest > 0; rest--) move(kind)
  }
  for (let rest = functions; rest > 0; rest--) {
    reader.number() // The body's size.
    moveList('declared', (length) => 2 * length)
    for (let depth = 1; depth > 0; ) {
      const head = readHead(reader)
      instructions.push(headOf(head))
      head.follow.forEach(move)
      const [opcode = 0] = head.bytes
      if (opcode >= block && opcode < otherwise) depth++
      if (opcode === end) depth--
    }
  }
  const byCount = [...heads.values()].sort((one, other) => other.count - one.count)
  for (const [place, head] of byCount.entries()) head.place = place
  rows.instructions = instructions.map(({ place }) => place)
  return byCount
}

function rowOf(/** @type {Head} */ { bytes: [opcode = 0, ...more], follow }) {
  const kinds = follow.map((kind) => (kind === 'labels' ? labels : rowNames.indexOf(kind)))
  return [opcode, more.length, ...more, kinds.length, ...kinds]
}

/**
 * The rows of numbers, each from 0 to 2^32 - 1; the place in the binary where the code's content begins; and the number of
 * functions.
 */
export function fold(/** @type {Buffer} */ wasm) {
  const { before, content, after } = partsOf(wasm)
  const reader = wasmReader(content)
  const functions = reader.number()
  const rows = /** @type {Rows} */ ({})
  for (const name of rowNames) rows[name] = []
  rows.before = [...before, ...reader.since(0)]
  rows.after = Array.from(after, (byte) => byte ^ lowerCase)
  const heads = foldBodies(reader, functions, rows)
  if (rowNames.length + heads.length > mostRows)
    throw new Failure(
      `The code has ${heads.length} different instructions: npm/unfold.wat has too little room.`,
    )
  return { rows: [...Object.values(rows), ...heads.map(rowOf)], code: before.length, functions }
}
