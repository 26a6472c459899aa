// The instructions of WebAssembly (the core specification's chapter "Binary Format: Instructions"). Each has a head, of which
// there are few different ones, and is followed by numbers, each of a kind. See docs/decisions/0004-binary-as-text.md.
import { Failure } from '../shared/say.mjs'

/** The kinds of rows, in the order that compresses best (by trial). npm/unfold.wat has the same places. */
export const rowNames = /** @type {const} */ ([
  'lengths',
  'before',
  'declared',
  'function',
  'instructions',
  'label',
  'index',
  'offset',
  'integer',
  'localRead',
  'localWritten',
  'type',
  'after',
])

/** @typedef {(typeof rowNames)[number]} RowName */
/** @typedef {RowName | 'labels'} Kind */
/** @typedef {{ numbers: number, bytes: number, follow: Kind[] }} Layout */

/** @type {(from: number, to: number, layout: Layout) => [opcode: number, layout: Layout][]} */
const range = (from, to, layout) => Array.from({ length: to - from + 1 }, (_, at) => [from + at, layout])

// How many numbers or bytes after the opcode belong to the head, and the kinds of the numbers that follow it.
/** @type {(layout: Partial<Layout>) => Layout} */
const head = ({ numbers = 0, bytes = 0, follow = [] }) => ({ numbers, bytes, follow })
const plain = head({})
const followedBy = (/** @type {Kind[]} */ ...follow) => head({ follow })

/** @type {Map<number, Layout>} */
const layouts = new Map([
  ...range(0x00, 0x01, plain), // unreachable, nop
  ...range(0x02, 0x04, head({ numbers: 1 })), // block, loop, if: the type
  [0x05, plain], // else
  [0x0b, plain], // end
  ...range(0x0c, 0x0d, followedBy('label')), // br, br_if
  [0x0e, followedBy('labels')], // br_table
  [0x0f, plain], // return
  [0x10, followedBy('function')], // call
  [0x11, followedBy('type', 'index')], // call_indirect
  ...range(0x1a, 0x1b, plain), // drop, select
  [0x1c, head({ numbers: 2 })], // select of one type
  [0x20, followedBy('localRead')], // local.get
  ...range(0x21, 0x22, followedBy('localWritten')), // local.set, local.tee
  ...range(0x23, 0x26, followedBy('index')), // global.get, global.set, table.get, table.set
  ...range(0x28, 0x3e, head({ numbers: 1, follow: ['offset'] })), // loads and stores: the alignment
  ...range(0x3f, 0x40, head({ numbers: 1 })), // memory.size, memory.grow: the memory
  [0x41, followedBy('integer')], // i32.const
  [0x42, head({ numbers: 1 })], // i64.const
  [0x43, head({ bytes: 4 })], // f32.const
  [0x44, head({ bytes: 8 })], // f64.const
  ...range(0x45, 0xc4, plain), // arithmetic, comparisons, conversions
  [0xd0, head({ numbers: 1 })], // ref.null: the type
  [0xd1, plain], // ref.is_null
  [0xd2, followedBy('function')], // ref.func
])

// The constants 0, 1 and -1 are so frequent that they belong to the head.
const constant = 0x41
const frequent = [0x00, 0x01, 0x7f]

const prefixed = 0xfc
/** @type {Map<number, Layout>} */
const prefixedLayouts = new Map([
  ...range(0, 7, plain), // truncations
  [8, head({ numbers: 2 })], // memory.init
  [9, head({ numbers: 1 })], // data.drop
  [10, head({ numbers: 2 })], // memory.copy
  [11, head({ numbers: 1 })], // memory.fill
  [12, head({ numbers: 2 })], // table.init
  [13, head({ numbers: 1 })], // elem.drop
  [14, head({ numbers: 2 })], // table.copy
  ...range(15, 17, head({ numbers: 1 })), // table.grow, table.size, table.fill
])

/** Reads the next head: its bytes, and the kinds of the numbers that follow. */
export function readHead(/** @type {import('../shared/wasm-reader.mjs').Reader} */ reader) {
  const start = reader.at()
  const opcode = reader.byte()
  const second = opcode === prefixed ? reader.number() : undefined
  let layout = second === undefined ? layouts.get(opcode) : prefixedLayouts.get(second)
  if (opcode === constant && frequent.includes(reader.peek() ?? -1)) layout = head({ numbers: 1 })
  if (!layout) {
    const name = [opcode, second].filter((part) => part !== undefined).map((part) => `0x${part.toString(16)}`)
    throw new Failure(
      `The binary has an instruction that cannot be folded, ${name.join(' ')}: add it to scripts/build/instructions.mjs.`,
    )
  }
  for (let rest = layout.numbers; rest > 0; rest--) reader.number()
  reader.take(layout.bytes)
  return { bytes: reader.since(start), follow: layout.follow }
}
