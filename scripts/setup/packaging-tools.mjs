// Bundlers, frameworks and checkers to test the package with. They are installed once into the cache outside the checkout,
// where a second run or another clone finds them. tests/packaging/tools lists them in groups.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { alone } from '../shared/lock.mjs'
import { npmCi } from '../shared/npm-ci.mjs'
import { cache, inRoot } from '../shared/places.mjs'
import { step } from '../shared/say.mjs'
import { hashOf } from '../shared/stamp.mjs'

/** The folder whose `node_modules` holds what `tests/packaging/tools/<group>` lists, or a sentence why there is none. */
export async function packagingTools(/** @type {string} */ group) {
  const files = ['package.json', 'package-lock.json'].map((name) =>
    inRoot('tests/packaging/tools', group, name),
  )
  const versions = hashOf([], ...files.map((file) => readFileSync(file, 'utf8'))).slice(0, 12)
  const folder = join(cache, 'packaging', `${group}-${versions}`)
  if (!existsSync(folder))
    await alone(join(cache, 'packaging.lock'), 'set-up', () => install(group, files, folder))
  removeAbandoned(folder)
  return folder
}

/**
 * @param {string} group
 * @param {string[]} files
 * @param {string} folder
 */
async function install(group, files, folder) {
  if (existsSync(folder)) return
  mkdirSync(dirname(folder), { recursive: true })
  const draft = mkdtempSync(`${folder}.draft-`)
  try {
    for (const file of files) cpSync(file, join(draft, basename(file)))
    await step(`Installing ${group} to try the package with`, () => npmCi(draft, group, ['--ignore-scripts']))
    renameSync(draft, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Removes apps that a killed run has left behind. */
function removeAbandoned(/** @type {string} */ folder) {
  const hour = 3_600_000
  for (const name of readdirSync(folder).filter((name) => name.startsWith('app-')))
    if (Date.now() - statSync(join(folder, name)).mtimeMs > hour)
      rmSync(join(folder, name), { recursive: true, force: true })
}
