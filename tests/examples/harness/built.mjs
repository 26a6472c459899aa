// An example that a framework builds, which takes its time: built once for the same package, sources and versions.
import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exampleFolder } from '../../../scripts/examples/install.mjs'
import { packagingTools } from '../../../scripts/setup/packaging-tools.mjs'
import { alone } from '../../../scripts/shared/lock.mjs'
import { hashOf } from '../../../scripts/shared/stamp.mjs'
import { makeApp } from '../../packaging/harness/app.mjs'
import { ended, ownEnvironment } from '../../packaging/harness/process.mjs'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))
const distribution = here('../../../dist')
const shared = here('../../../examples/shared')
/** Pages that are not the example's, but tests ask something of. */
const pagesFor = (/** @type {string} */ name) => here(`../pages/${name}`)

/** The files and folders of the example, less what npm and the frameworks leave there. */
const sourcesIn = (/** @type {string} */ folder) =>
  readdirSync(folder)
    .filter((name) => !/^\.|^(node_modules|package-lock\.json|next-env\.d\.ts)$/.test(name))
    .map((name) => join(folder, name))

/**
 * The folder of the built example, and that of its tools: the framework, in the version that the example names, from where the
 * matrix of the packaging tests has it.
 */
export async function builtExample(
  /** @type {string} */ name,
  /** @type {{ program: string, env?: NodeJS.ProcessEnv | undefined }} */ { program, env },
) {
  const tools = await packagingTools(name)
  const source = exampleFolder(name)
  const { dependencies, devDependencies } = manifestIn(source)
  const { authflight: _, ...versions } = { ...dependencies, ...devDependencies }
  const { devDependencies: installed } = manifestIn(tools)
  assert.deepEqual(
    versions,
    installed,
    `examples/${name} and tests/packaging/tools/${name} name the same versions`,
  )

  const sources = [distribution, shared, pagesFor(name), here('built.mjs'), ...sourcesIn(source)]
  const home = join(tools, `example-${hashOf(sources, env).slice(0, 12)}`)
  // Two levels below the tools, as it is two levels below the root of the checkout.
  const folder = join(home, name)
  const stamp = join(home, 'built')
  await alone(join(tools, 'example.lock'), 'build', async () => {
    if (existsSync(stamp)) return
    for (const older of readdirSync(tools).filter((name) => name.startsWith('example-')))
      rmSync(join(tools, older), { recursive: true, force: true })
    const app = await makeApp(undefined, tools)
    renameSync(app.folder, home)
    mkdirSync(folder)
    for (const file of sourcesIn(source)) cpSync(file, join(folder, basename(file)), { recursive: true })
    cpSync(pagesFor(name), join(folder, 'app'), { recursive: true })
    cpSync(shared, join(home, 'shared'), { recursive: true })
    renameSync(join(home, 'node_modules'), join(folder, 'node_modules'))
    const { code, out, err } = await ended(
      process.execPath,
      [join(tools, 'node_modules', program), 'build'],
      {
        cwd: folder,
        env: { ...ownEnvironment, ...env },
        limit: 300_000,
      },
    )
    assert.equal(code, 0, out + err)
    writeFileSync(stamp, '')
  })
  return { folder, program: join(tools, 'node_modules', program) }
}

const manifestIn = (/** @type {string} */ folder) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
