// Object.entries and Object.keys for an object whose names are known: TypeScript takes any string for a name of it.

/**
 * @template {object} All
 * @param {All | undefined} all nothing has no entries
 */
export const entries = (all) =>
  /** @type {{ [Name in keyof All]-?: [Name, Exclude<All[Name], undefined>] }[keyof All][]} */ (
    Object.entries(all ?? {})
  )

/**
 * @template {object} All
 * @param {All} all
 */
export const keys = (all) => /** @type {(keyof All)[]} */ (Object.keys(all))
