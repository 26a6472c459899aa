// Skips steps whose result is up to date: a stamp holds the hash of all inputs of a result.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot } from './places.mjs'

/** @returns {string[]} */
const filesIn = (/** @type {string} */ path) => {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)))
}

/**
 * The hash of files and folders (missing ones count as empty) and of any further values.
 * @param {string[]} paths
 * @param {unknown[]} texts
 */
export function hashOf(paths, ...texts) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesIn))
    hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  for (const text of texts) hash.update(JSON.stringify(text)).update('\0')
  return hash.digest('hex')
}

const stampFile = (/** @type {string} */ name) => inRoot('target/stamps', name)

/**
 * @param {string} name
 * @param {string} hash
 * @param {string[]} results
 */
export function isFresh(name, hash, results) {
  const file = stampFile(name)
  return existsSync(file) && readFileSync(file, 'utf8') === hash && results.every((path) => existsSync(path))
}

export function stamp(/** @type {string} */ name, /** @type {string} */ hash) {
  mkdirSync(dirname(stampFile(name)), { recursive: true })
  writeFileSync(stampFile(name), hash)
}
