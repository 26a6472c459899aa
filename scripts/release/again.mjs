// Builds everything a second time in another folder, and compares the bytes.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'

/** The files of the checkout in their present state. */
function sources() {
  const { stdout, status } = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: inRoot(),
      maxBuffer: 2 ** 26,
    },
  )
  if (status !== 0) throw new Failure('git does not list the files: run this in a clone.')
  return String(stdout)
    .split('\0')
    .filter((file) => file && existsSync(inRoot(file)))
}

const hashesIn = (/** @type {string} */ folder) =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  )

/**
 * Builds a copy of the checkout in another folder and returns the names of the files in dist/ that differ. With
 * `keepLibraries` the dependencies are not compiled again; they do not depend on the folder of the checkout.
 */
export async function buildAgain(/** @type {{ keepLibraries: boolean }} */ { keepLibraries }) {
  // Longer than most paths of checkouts, and with a space: if the path leaks into the result, the length differs.
  const folder = join(mkdtempSync(join(tmpdir(), 'authflight-again-')), 'quite another place')
  try {
    for (const file of sources()) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      cpSync(inRoot(file), join(folder, file))
    }
    symlinkSync(inRoot('node_modules'), join(folder, 'node_modules'))
    const libraries = 'target/wasm-release'
    if (keepLibraries)
      cpSync(inRoot(libraries), join(folder, libraries), { recursive: true, preserveTimestamps: true })
    await step(`Building it again${keepLibraries ? '' : ', from nothing,'} in another place`, () =>
      mustRun(process.execPath, [join(folder, 'scripts/build.mjs')], 'The second build failed: see above.', {
        cwd: folder,
        env: { ...process.env, CARGO_TARGET_DIR: '' },
        limit: 1800,
      }),
    )
    const [first, second] = [hashesIn(inRoot('dist')), hashesIn(join(folder, 'dist'))]
    return [...new Set([...first.keys(), ...second.keys()])].filter(
      (name) => first.get(name) !== second.get(name),
    )
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true })
  }
}
