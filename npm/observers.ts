// A listener that only looks on, as those of the devtools do. To the client nobody of the application's listens then: events of the
// start wait for the application's own listener, and a warning that it does not hear is printed.

/** Two copies of the package share the mark. */
const mark = Symbol.for('authflight.observer')

/** Marks a listener for `auth.on` as one that looks on. */
export const observing = <T extends object>(listener: T): T => Object.assign(listener, { [mark]: true })

export const isObserving = (listener: object): boolean => Object.hasOwn(listener, mark)
