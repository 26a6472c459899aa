// Rust itself: the toolchain that rust-toolchain.toml names, with its targets and components.
import { readFileSync } from 'node:fs'
import { findProgram, inRoot, withPrograms } from '../shared/places.mjs'
import { mustRun, run } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'

const textOf = (/** @type {string} */ path) => readFileSync(inRoot(path), 'utf8')

const valueIn = (/** @type {string} */ path, /** @type {RegExp} */ pattern) => {
  const value = textOf(path).match(pattern)?.[1]
  if (!value) throw new Failure(`${path} has no line that matches ${pattern}: add it.`)
  return value
}

/** What rust-toolchain.toml asks for. */
function toolchain() {
  const file = 'rust-toolchain.toml'
  const text = textOf(file)
  const list = (/** @type {string} */ key) =>
    [...(text.match(new RegExp(`^${key} = \\[(.*)\\]`, 'm'))?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(
      ([, name = '']) => name,
    )
  return {
    channel: process.env.RUSTUP_TOOLCHAIN || valueIn(file, /^channel = "([^"]+)"/m),
    parts: [
      ...list('targets').map((name) => ({ kind: 'target', name, listed: `rust-std-${name}` })),
      ...list('components').map((name) => ({ kind: 'component', name, listed: name })),
    ],
  }
}

// The server needs a newer version than the package.
const manifests = ['Cargo.toml', 'server/Cargo.toml']
const neededVersion = () =>
  manifests
    .map((path) => valueIn(path, /^rust-version = "([\d.]+)"/m))
    .reduce((highest, version) => (isAtLeast(version, highest) ? version : highest))

const isAtLeast = (/** @type {string} */ found, /** @type {string} */ needed) => {
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number)
  const [major = 0, minor = 0] = found.split('.').map(Number)
  return major > neededMajor || (major === neededMajor && minor >= neededMinor)
}

function checkVersion(/** @type {string} */ found) {
  const needed = neededVersion()
  if (isAtLeast(found, needed)) return
  throw new Failure(`Rust ${needed} or newer is needed and ${found} is active: run \`rustup update stable\`.`)
}

export async function setUpRust() {
  const rustup = findProgram('rustup')
  if (!rustup || !findProgram('cargo')) {
    throw new Failure(
      'Rust is missing: install it with `curl -sSf https://sh.rustup.rs | sh -s -- -y` and run this again.',
    )
  }
  const { channel, parts } = toolchain()
  // By itself rustup would download what is missing on the first call, without a time limit and without saying so.
  const options = { cwd: inRoot(), env: withPrograms([], { RUSTUP_AUTO_INSTALL: '0' }) }
  const active = async () =>
    (await run(findProgram('rustc') ?? 'rustc', ['--version'], options)).output.match(/rustc ([\d.]+)/)?.[1]
  const add = (/** @type {string} */ what, /** @type {string[]} */ args) =>
    step(what, () =>
      mustRun(
        rustup,
        args,
        `rustup could not do that: check the network and run \`rustup ${args.join(' ')}\`; or name an installed toolchain that is complete: RUSTUP_TOOLCHAIN=its-name.`,
        { ...options, limit: 600 },
      ),
    )
  let version = await active()
  if (!version) {
    await add(`Installing Rust ${channel}`, ['toolchain', 'install', channel, '--profile', 'minimal'])
    version = await active()
  }
  if (!version)
    throw new Failure(`Rust ${channel} does not run: run \`rustc --version\` in this folder to see why.`)
  checkVersion(version)
  const installed = (await run(rustup, ['component', 'list', '--installed'], options)).output.split('\n')
  for (const { kind, name, listed } of parts) {
    if (installed.some((line) => line === listed || line.startsWith(`${listed}-`))) continue
    await add(`Adding the Rust ${kind} ${name}`, [kind, 'add', name])
  }
}
