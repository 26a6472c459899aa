// Command line tools from crates.io, built once into the cache. Each version has a folder, so checkouts with different pins
// can share the cache.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { alone } from '../shared/lock.mjs'
import { cache, findProgram, inRoot, pathOf, withPrograms } from '../shared/places.mjs'
import { mustRun, run } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'

/** @typedef {{ crate: string, version: string, programs: string[] }} Tool */

const pinnedVersion = (/** @type {string} */ crate) => {
  const pin = readFileSync(inRoot('Cargo.toml'), 'utf8').match(new RegExp(`^${crate} = .*"=([\\d.]+)"`, 'm'))
  if (!pin?.[1])
    throw new Failure(
      `Cargo.toml must pin ${crate} exactly (\`${crate} = "=x.y.z"\`): its tool has to match.`,
    )
  return pin[1]
}

export const cargoTools = {
  // The tool and the crate must have the same version, so the crate's pin decides.
  wasmBindgen: () => ({
    crate: 'wasm-bindgen-cli',
    version: pinnedVersion('wasm-bindgen'),
    programs: ['wasm-bindgen', 'wasm-bindgen-test-runner'],
  }),
  wasmPack: () => ({ crate: 'wasm-pack', version: '0.15.1', programs: ['wasm-pack'] }),
  geckodriver: () => ({ crate: 'geckodriver', version: '0.37.1', programs: ['geckodriver'] }),
}

const folderOf = (/** @type {Tool} */ { crate, version }) => join(cache, 'tools', `${crate}-${version}`)

const isCached = (/** @type {Tool} */ tool) =>
  tool.programs.every((program) => existsSync(join(folderOf(tool), 'bin', program)))

// If the PATH has the right version, minutes of compiling are saved.
async function onPath(/** @type {Tool} */ { version, programs }) {
  const [first, ...others] = programs.map(findProgram)
  if (!first || others.some((path) => !path)) return undefined
  const { output } = await run(first, ['--version'], { limit: 10 })
  return output.match(/\d+\.\d+\.\d+/)?.[0] === version ? dirname(first) : undefined
}

async function build(/** @type {Tool} */ tool) {
  const folder = folderOf(tool)
  const name = `${tool.crate} ${tool.version}`
  const draft = `${folder}.draft-${process.pid}`
  let crates = 0
  await step(`Building ${name}`, (progress) =>
    mustRun(
      pathOf('cargo'),
      // Without --locked: the tools' lock files may name withdrawn releases.
      ['install', `${tool.crate}@${tool.version}`, '--root', draft, '--target-dir', join(cache, 'build')],
      `cargo could not build ${name}: check the network and a C compiler, then try \`cargo install ${tool.crate}@${tool.version}\`.`,
      {
        // Compiling takes the time, not running: without optimisation it takes half as long.
        env: withPrograms([], { CARGO_PROFILE_RELEASE_OPT_LEVEL: '0', CARGO_PROFILE_RELEASE_DEBUG: 'false' }),
        limit: 1800,
        onLine: (line) => {
          if (line.startsWith('Compiling')) progress(`${++crates} crates`)
        },
      },
    ),
  )
  rmSync(folder, { recursive: true, force: true })
  renameSync(draft, folder)
}

/** Installs the missing tools and returns the folders with their programs. */
export async function setUpCargoTools(/** @type {Tool[]} */ tools) {
  /** @type {string[]} */
  const folders = []
  /** @type {Tool[]} */
  const missing = []
  for (const tool of tools) {
    const found = isCached(tool) ? join(folderOf(tool), 'bin') : await onPath(tool)
    if (!found) missing.push(tool)
    folders.push(found ?? join(folderOf(tool), 'bin'))
  }
  if (missing.length > 0) {
    await alone(join(cache, 'tools.lock'), 'set-up', async () => {
      for (const tool of missing) if (!isCached(tool)) await build(tool)
      // The intermediate files are ten times the size of the tools.
      rmSync(join(cache, 'build'), { recursive: true, force: true })
    })
  }
  return folders
}
