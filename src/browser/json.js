// JSON by the engine's own parser, so that none is shipped, and access to plain data. Nothing here throws.

/** The parsed text; undefined when it is not JSON. @returns {unknown} */
export function parse(/** @type {string} */ text) {
  try {
    return JSON.parse(text)
  } catch {}
}

/** The content type of a reply; empty when it has none. */
function typeOf(/** @type {Response} */ reply) {
  try {
    return `${reply.headers.get('content-type') ?? ''}`
  } catch {
    return ''
  }
}

/** Whether a reply says that it is JSON. A stream of JSON texts is none, and might never end. */
export const saysJson = (/** @type {Response} */ reply) => /[/+]json *(;|$)/i.test(typeOf(reply))

/**
 * What makes a text of a reply's bytes, as XMLHttpRequest does: by the charset that its content type names. Undefined where that is
 * UTF-8, or none that is known.
 */
export function decoderOf(/** @type {Response} */ reply) {
  const [, label] = /; *charset *= *"?(?!utf-?8\b)([^\s;"]+)/i.exec(typeOf(reply)) ?? []
  try {
    if (label) return new TextDecoder(label)
  } catch {}
}

/** The parsed payload of a JWT: base64url, then JSON in UTF-8; undefined when it is not one. @returns {unknown} */
export function parsePayload(/** @type {string} */ text) {
  try {
    const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {}
}

/** The value as JSON; empty when it has none. */
export function write(/** @type {unknown} */ value) {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}

/** The items of an array; undefined for anything else. @returns {unknown[] | undefined} */
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

/** An own member; undefined when there is none. */
export function memberOf(/** @type {Record<string, unknown>} */ value, /** @type {string} */ name) {
  try {
    return Object.hasOwn(value, name) ? value[name] : undefined
  } catch {}
}

/** What stands at a dotted path, as the protocol's `Value::walk` walks it; undefined when there is nothing. */
export function valueAt(/** @type {unknown} */ value, /** @type {string} */ path) {
  try {
    let found = /** @type {any} */ (value)
    for (const step of path.split('.')) {
      // The length of a list or a text is not enumerable.
      found = Object.getOwnPropertyDescriptor(found, step)?.enumerable ? found[step] : undefined
    }
    return found
  } catch {}
}

/** An empty object that inherits nothing that a page may have added to all objects. @returns {Record<string, unknown>} */
export const object = () => Object.create(null)

/**
 * `object[key] = value` on such an object.
 * @param {Record<string, unknown>} object
 * @param {string} key
 * @param {unknown} value
 */
export function set(object, key, value) {
  object[key] = value
}
