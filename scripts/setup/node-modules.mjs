// Installs the npm packages of a package-lock.json, if they differ from the installed ones.
import { existsSync, readFileSync } from 'node:fs'
import { npmCi } from '../shared/npm-ci.mjs'
import { inRoot } from '../shared/places.mjs'
import { step } from '../shared/say.mjs'

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} Package */

/** @returns {Record<string, Package>} */
const packagesIn = (/** @type {string} */ lockFile) =>
  existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {}

// npm writes this file at the end of an installation, so an interrupted one is noticed.
const isInstalled = (/** @type {string} */ folder) => {
  const installed = packagesIn(inRoot(folder, 'node_modules/.package-lock.json'))
  return Object.entries(packagesIn(inRoot(folder, 'package-lock.json'))).every(
    ([path, { version, optional, link }]) =>
      path === '' || optional || link || installed[path]?.version === version,
  )
}

/**
 * Installs what the lock file of a folder of the checkout names; `flags` are npm's.
 * @param {string} folder
 * @param {string[]} [flags]
 */
export async function installIn(folder, flags = []) {
  if (isInstalled(folder)) return
  await step(`Installing npm packages${folder && ` in ${folder}`}`, () =>
    npmCi(inRoot(folder), 'the packages', flags),
  )
}

export const setUpNodeModules = () => installIn('', ['--engine-strict'])
