// JSON by the engine's own parser, so that none is shipped; and plain data taken apart. None of this throws.

/** The parsed text; undefined when it is no JSON. @returns {unknown} */
export function parse(/** @type {string} */ text) {
  try {
    return JSON.parse(text)
  } catch {}
}

/** The text; empty when there is none. */
export function write(/** @type {unknown} */ value) {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}

/** The items of an array; undefined when it is none. */
export function itemsOf(/** @type {unknown} */ value) {
  try {
    return Array.isArray(value) ? Array.from(value) : undefined
  } catch {}
}

/** The names of an object's own members. */
export function namesOf(/** @type {object} */ value) {
  try {
    return Object.keys(value)
  } catch {
    return []
  }
}

/** A member; undefined when there is none. */
export function memberOf(/** @type {any} */ value, /** @type {string} */ name) {
  try {
    return Object.hasOwn(value, name) ? value[name] : undefined
  } catch {}
}

/** An object of ours: nothing that a page adds to all objects is in it. */
export const object = () => Object.create(null)

/** `object[key] = value` on an object of ours. */
export function set(/** @type {any} */ object, /** @type {string} */ key, /** @type {unknown} */ value) {
  object[key] = value
}
