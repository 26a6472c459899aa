// A turn is one entry into the binary, from JavaScript's call to its return. The application's code never runs within one:
// it waits until the turn is over (R34). An exception that leaves a turn leaves the binary in an unknown state: it is dead.

let depth = 0
/** What waits for the end of the turn. @type {(() => void)[]} */
let waiting = []
let flushing = false

/** Uses up more stack than a turn does: each frame is as wide as what it is given. @returns {number} */
function frames(/** @type {number} */ count, /** @type {unknown[]} */ ...width) {
  return count === 0 ? 0 : 1 + frames(count - 1, ...width)
}
const width = Array(128).fill(0)

/** Whether the caller has left enough stack for a turn. It must run out here, not within the binary. */
function hasStack() {
  try {
    return frames(100, ...width) > 0
  } catch {
    return false
  }
}

const mayEnter = () => depth === 0 && hasStack()

/** Runs a task at once, or after the turn that is under way. */
export function afterTurn(/** @type {() => void} */ task) {
  if (mayEnter()) return task()
  // First: where there is no stack for that either, the caller is told.
  if (depth === 0) later(flush)
  waiting.push(task)
}

/**
 * Makes a call of the application's: at once, or after the turn that is under way. It never throws.
 * @template T
 * @param {() => T | PromiseLike<T>} call
 * @returns {Promise<T>}
 */
export function entered(call) {
  const made = () => {
    try {
      return Promise.resolve(call())
    } catch (error) {
      return Promise.reject(error)
    }
  }
  return mayEnter() ? made() : new Promise((resolve) => afterTurn(() => resolve(made())))
}

// A listener that raises the very event it listens to would hold the page for good.
const ROUNDS = 100

/** One task that fails must not keep the others waiting. */
function run(/** @type {() => void} */ task) {
  try {
    task()
  } catch (error) {
    later(() => {
      throw error
    })
  }
}

function later(/** @type {() => void} */ task) {
  try {
    setTimeout(task)
  } catch {
    // No timers, or not even stack for one.
    queueMicrotask(task)
  }
}

function flush() {
  if (flushing || depth > 0) return
  flushing = true
  for (let round = 0; waiting.length > 0 && round < ROUNDS; round++) {
    const tasks = waiting
    waiting = []
    for (const task of tasks) run(task)
  }
  flushing = false
  if (waiting.length > 0) later(flush)
}

/** What a dead binary answers: in the glue's table of objects, `undefined` has this number. */
const nothing = 0

/**
 * The binary's exports, guarded: each entry is a turn. One that throws was a trap. The binary is dead then; further
 * entries do nothing.
 * @param {WebAssembly.Exports} exports
 * @param {(cause: unknown) => void} died
 * @returns {WebAssembly.Exports}
 */
export function guarded(exports, died) {
  let alive = true
  /** @type {unknown} */
  let cause
  const guard =
    (/** @type {Function} */ entry) =>
    (/** @type {unknown[]} */ ...args) => {
      if (!alive) {
        // Its own frames must not go on; everybody else finds it silent.
        if (depth > 0) throw cause
        return nothing
      }
      depth++
      try {
        return entry(...args)
      } catch (error) {
        if (alive) cause = error
        alive = false
        // Within another entry: its frames must not go on.
        if (depth > 1) throw error
        return nothing
      } finally {
        if (--depth === 0) {
          if (!alive) bury(cause, died)
          flush()
        }
      }
    }
  /** @type {Record<string, any>} */
  const facade = Object.create(null)
  for (const [name, value] of Object.entries(exports))
    facade[name] = typeof value === 'function' ? guard(value) : value
  return facade
}

/** The binary is given up first: what hears of its death may want another one. */
function bury(/** @type {unknown} */ cause, /** @type {(cause: unknown) => void} */ died) {
  const told = [...mourners]
  mourners.clear()
  for (const tell of [() => died(cause), ...told]) run(tell)
}

/** @type {Set<() => void>} */
const mourners = new Set()

/** Calls back when the binary has died. Returns how to stop that. */
export function onDeath(/** @type {() => void} */ tell) {
  mourners.add(tell)
  return () => void mourners.delete(tell)
}

/** Promises that the binary has yet to settle. @type {Set<Deferred>} */
const open = new Set()

/** A promise that the binary settles. */
export class Deferred {
  /** @type {(value: any) => void} */
  #resolve = () => {}
  /** @type {(error: any) => void} */
  #reject = () => {}

  constructor() {
    /** @type {Promise<any>} */
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    open.add(this)
  }

  resolve(/** @type {any} */ value) {
    open.delete(this)
    this.#resolve(value)
  }

  reject(/** @type {any} */ error) {
    open.delete(this)
    this.#reject(error)
  }
}

/** Rejects all that the dead binary can no longer settle. */
export function rejectOpen(/** @type {() => unknown} */ error) {
  for (const deferred of [...open]) {
    // Some are held by nobody but the binary.
    deferred.promise.catch(() => {})
    deferred.reject(error())
  }
}
