// What the platform knows of objects that a page may have changed.

/** Classes that happy-dom makes without a name for `toString`. */
const NAMELESS = ['FormData', 'File', 'Blob']

/**
 * The name of an object's class. `instanceof` alone would miss an object of another realm (an iframe, an extension).
 * @param {unknown} value
 * @returns {string}
 */
export function kindOf(value) {
  try {
    const kind = Object.prototype.toString.call(value).slice(8, -1)
    return (kind === 'Object' && NAMELESS.find((name) => isOfClass(value, name))) || kind
  } catch {
    return ''
  }
}

/** Whether it is of this realm's class of the name. */
function isOfClass(/** @type {unknown} */ value, /** @type {string} */ name) {
  const type = /** @type {Record<string, unknown>} */ (globalThis)[name]
  return typeof type === 'function' && value instanceof type
}

/**
 * The getter of a class of the platform's. It reads the true value, whatever the object overrides, and throws for an object of
 * another class.
 * @param {{ prototype: object } | undefined} type
 * @param {string} name
 * @returns {(() => unknown) | undefined}
 */
export const getterOf = (type, name) => Object.getOwnPropertyDescriptor(type?.prototype ?? {}, name)?.get

/**
 * A copy with the own members alone. It inherits nothing, because the platform would read what a page has added to
 * `Object.prototype` as an option.
 * @template {object} const T
 * @param {T} members
 * @returns {T}
 */
export const own = (members) => Object.assign(Object.create(null), members)
