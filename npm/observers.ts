// A listener that only looks on, as those of the devtools do. To the client nobody of the application's listens then: events of the
// start wait for the application's own listener, and a warning that it does not hear is printed.

/** npm/devtools/recorder.ts sets it. Two copies of the package share it. */
const mark = Symbol.for('authflight.observer')

export const isObserving = (listener: object): boolean => Object.hasOwn(listener, mark)
