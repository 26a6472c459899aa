// Installs an example as a user would: from the tarball that `npm pack` makes, with the packages that its lock file names.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from '../shared/lock.mjs'
import { npmCi } from '../shared/npm-ci.mjs'
import { inRoot, pathOf, withPrograms } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'
import { hashOf } from '../shared/stamp.mjs'

export const exampleNames = ['vue', 'react', 'nuxt', 'next']
/** All that have a lock file: the recipes are run by their tests alone. */
export const lockedNames = [...exampleNames, 'recipes']
export const exampleFolder = (/** @type {string} */ name) => inRoot('examples', name)

// The name in the package.json of the examples.
const tarball = inRoot('target/package/authflight.tgz')

async function pack() {
  const draft = inRoot(`target/package/draft-${process.pid}`)
  mkdirSync(draft, { recursive: true })
  try {
    const args = ['pack', '--pack-destination', draft]
    await mustRun(pathOf('npm'), args, 'npm could not pack the package: see above.', {
      cwd: inRoot(),
      env: withPrograms(),
      limit: 600,
    })
    const [packed = ''] = readdirSync(draft)
    renameSync(join(draft, packed), tarball)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Packs what is in dist/ and installs it into the example; quick when nothing has changed. */
export async function installExample(/** @type {string} */ name) {
  if (!existsSync(inRoot('dist/index.js')))
    throw new Failure('There is no package to install yet: run `npm run build`.')
  const folder = exampleFolder(name)
  const stamp = join(folder, 'node_modules/.authflight')
  await alone(inRoot('target/examples.lock'), 'install', async () => {
    await pack()
    const hash = hashOf([tarball, join(folder, 'package.json'), join(folder, 'package-lock.json')])
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
    await step(`Installing examples/${name}`, () => npmCi(folder, 'what the example needs'))
    writeFileSync(stamp, hash)
  })
}
