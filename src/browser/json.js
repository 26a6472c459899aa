// JSON by the engine's own parser, so that none is shipped.

/** The parsed text; undefined when it is no JSON. */
export function parse(/** @type {string} */ text) {
  try {
    return JSON.parse(text)
  } catch {}
}

/** `object[key] = value` on an object of ours. */
export function set(object, key, value) {
  object[key] = value
}
