/** Calls back when a promise is settled: with its value and true, or with what it was rejected with and false. */
export function settled(promise, then) {
  promise.then(
    (value) => then(value, true),
    (error) => then(error, false),
  )
}

export const after = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))

/** A promise that is settled from outside. */
export class Deferred {
  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }
}
