// A turn is one entry into the binary, from JavaScript's call to its return. Application code never runs within a turn: it
// waits until the turn is over (R34). An exception that escapes from a turn leaves the binary in an unknown state: it is dead.

let depth = 0
/** Tasks that wait for the end of the turn. @type {(() => void)[]} */
let waiting = []
let flushing = false

/**
 * Uses more stack than a turn does: each frame has 27 arguments of 8 bytes. They have names. As rest parameters they would take ten
 * to fifty times as long in Firefox and Safari, and Chromium would leave arguments without a parameter out after some calls.
 * @type {(frames: number, ...width: number[]) => number}
 */
const fillStack = (frames, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z) =>
  frames === 0
    ? a
    : 1 + fillStack(frames - 1, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z)
const width = Array(26).fill(0)

/** Whether the caller has left enough stack for a turn. It must run out here, not within the binary. */
function hasStack() {
  try {
    return fillStack(350, ...width) > 0
  } catch {
    return false
  }
}

const mayEnter = () => depth === 0 && hasStack()

/** Runs a task at once, or after the turn that is under way. */
export function afterTurn(/** @type {() => void} */ task) {
  if (mayEnter()) return task()
  // Scheduled before the task is queued: without stack this throws, and the caller sees it.
  if (depth === 0) later(flush)
  waiting.push(task)
}

/**
 * Calls, and gives a promise of the result. It never throws: the promise rejects.
 * @template T
 * @param {() => T | PromiseLike<T>} call
 * @returns {Promise<T>}
 */
export function attempt(call) {
  try {
    return Promise.resolve(call())
  } catch (error) {
    return Promise.reject(error)
  }
}

/**
 * Runs a call that the application makes: at once, or after the turn that is under way. It never throws.
 * @template T
 * @param {() => T | PromiseLike<T>} call
 * @returns {Promise<T>}
 */
export function runOutsideTurn(call) {
  return mayEnter() ? attempt(call) : new Promise((resolve) => afterTurn(() => resolve(attempt(call))))
}

// A listener that raises the event it listens to would otherwise block the page.
const MAX_ROUNDS = 100

/** Runs a task. One that throws must not keep the others from running. */
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
    // There are no timers, or there is no stack for one.
    Promise.prototype.then.call(Promise.resolve(), task)
  }
}

/**
 * Schedules the tasks of the binary that were woken: when the turn that woke them is over, so that a reply costs no microtask of
 * the executor's. The glue has this in place of `queueMicrotask`, which test runners replace along with the timers.
 */
export function scheduleWoken(/** @type {() => void} */ tasks) {
  const runAll = () => {
    try {
      tasks()
    } catch {
      // The binary has died meanwhile, and the glue cannot read what a dead one answers.
    }
  }
  // Tasks are woken in turns. Only the shells' own tests have glue without turns.
  if (depth > 0) waiting.push(runAll)
  else Promise.prototype.then.call(Promise.resolve(), runAll)
}

function flush() {
  if (flushing || depth > 0) return
  flushing = true
  try {
    for (let round = 0; waiting.length > 0 && round < MAX_ROUNDS; round++) {
      const tasks = waiting
      waiting = []
      for (const task of tasks) run(task)
    }
  } finally {
    flushing = false
  }
  if (waiting.length > 0) later(flush)
}

/** What a dead binary returns: the number of `undefined` in the glue's table of objects. */
const UNDEFINED = 0

/**
 * The binary's exports, guarded: each entry is a turn. An entry that throws was a trap. The binary is dead then, and further
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
    /** @returns {unknown} */
    (/** @type {unknown[]} */ ...args) => {
      if (!alive) {
        // A frame of the dead binary is below: it must not go on. All others get no answer.
        if (depth > 0) throw cause
        return UNDEFINED
      }
      depth++
      try {
        return entry(...args)
      } catch (error) {
        if (alive) cause = error
        alive = false
        // The outer entry's frames must not go on.
        if (depth > 1) throw error
        return UNDEFINED
      } finally {
        if (--depth === 0) {
          if (!alive) announceDeath(cause, died)
          flush()
        }
      }
    }
  /** @type {WebAssembly.Exports} */
  const facade = Object.create(null)
  for (const [name, value] of Object.entries(exports))
    facade[name] = typeof value === 'function' ? guard(value) : value
  return facade
}

/** `died` comes first, because those who hear of the death may want another instance. */
function announceDeath(/** @type {unknown} */ cause, /** @type {(cause: unknown) => void} */ died) {
  const told = [...deathListeners]
  deathListeners.clear()
  for (const tell of [() => died(cause), ...told]) run(tell)
}

/** @type {Set<() => void>} */
const deathListeners = new Set()

/** Calls back when the binary has died. Returns a function that stops this. */
export function onDeath(/** @type {() => void} */ tell) {
  deathListeners.add(tell)
  return () => void deathListeners.delete(tell)
}

/** Promises that the binary has yet to settle. @type {Set<Deferred>} */
const open = new Set()

/** A promise that the binary settles. */
export class Deferred {
  /** @type {(value: unknown) => void} */
  #resolve = () => {}
  /** @type {(error: unknown) => void} */
  #reject = () => {}

  constructor() {
    /** @type {Promise<unknown>} */
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    open.add(this)
  }

  resolve(/** @type {unknown} */ value) {
    open.delete(this)
    this.#resolve(value)
  }

  reject(/** @type {unknown} */ error) {
    open.delete(this)
    this.#reject(error)
  }
}

/** Rejects all promises that the dead binary can no longer settle. */
export function rejectOpen(/** @type {() => unknown} */ error) {
  for (const deferred of [...open]) {
    // If only the binary holds the promise, its rejection would be reported as unhandled.
    deferred.promise.catch(() => {})
    deferred.reject(error())
  }
}
