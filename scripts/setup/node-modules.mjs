// Installs the npm packages of a package-lock.json, if they differ from the installed ones.
import { existsSync, readFileSync } from 'node:fs'
import { findProgram, inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'

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
  const npm = process.env.npm_execpath
  const program = npm ? process.execPath : findProgram('npm')
  const args = npm ? [npm] : []
  if (!program)
    throw new Failure('npm is missing: install Node.js 20 or newer with npm from https://nodejs.org.')
  await step(`Installing npm packages${folder && ` in ${folder}`}`, () =>
    mustRun(
      program,
      [...args, 'ci', '--no-audit', '--no-fund', ...flags],
      'npm could not install the packages: check the network and run `npm ci`.',
      { cwd: inRoot(folder), limit: 600 },
    ),
  )
}

export const setUpNodeModules = () => installIn('')
