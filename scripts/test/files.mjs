// The test files of a stage.
import { existsSync, readdirSync } from 'node:fs'
import { inRoot } from '../shared/places.mjs'
import { Failure } from '../shared/say.mjs'

/**
 * The files of a folder whose names end so. A stage without files would pass without a test, and `node --test` without files
 * would look for some by itself: so a folder that has none is a failure.
 * @param {string} folder of the checkout
 * @param {string} [ending]
 */
export function filesIn(folder, ending = '.test.mjs') {
  const names = existsSync(inRoot(folder)) ? readdirSync(inRoot(folder)) : []
  const files = names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`)
  if (files.length > 0) return files
  throw new Failure(
    `${folder} has no file *${ending}: if the tests have moved, name their folder in scripts/test.`,
  )
}
