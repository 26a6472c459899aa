// Rust itself: a recent stable toolchain, the WebAssembly target and the standard library's sources.
import { readFileSync } from 'node:fs'
import { findProgram, inRoot, withPrograms } from '../shared/places.mjs'
import { mustRun, run } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'

const newerThan = (/** @type {string} */ needed, /** @type {string} */ found) => {
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number)
  const [major = 0, minor = 0] = found.split('.').map(Number)
  return major > neededMajor || (major === neededMajor && minor >= neededMinor)
}

async function checkVersion() {
  const needed =
    readFileSync(inRoot('Cargo.toml'), 'utf8').match(/^rust-version = "([\d.]+)"/m)?.[1] ?? '1.90'
  const { output } = await run(findProgram('rustc') ?? 'rustc', ['--version'], { cwd: inRoot() })
  const found = output.match(/rustc ([\d.]+)/)?.[1]
  if (!found || !newerThan(needed, found)) {
    throw new Failure(
      `Rust ${needed} or newer is needed and ${found ?? 'none'} is active: run \`rustup update stable\`.`,
    )
  }
}

// rust-src lets the size build compile the standard library anew (DESIGN: size and speed).
const wanted = [
  { kind: 'target', name: 'wasm32-unknown-unknown', listed: 'rust-std-wasm32-unknown-unknown' },
  { kind: 'component', name: 'rust-src', listed: 'rust-src' },
  { kind: 'component', name: 'rustfmt', listed: 'rustfmt', tests: true },
  { kind: 'component', name: 'clippy', listed: 'clippy', tests: true },
]

export async function setUpRust(/** @type {{ tests: boolean }} */ { tests }) {
  const rustup = findProgram('rustup')
  if (!rustup || !findProgram('cargo')) {
    throw new Failure(
      'Rust is missing: install it with `curl -sSf https://sh.rustup.rs | sh -s -- -y` and run this again.',
    )
  }
  await checkVersion()
  const env = withPrograms()
  const installed = (await run(rustup, ['component', 'list', '--installed'], { cwd: inRoot(), env })).output
  const lines = installed.split('\n')
  for (const { kind, name, listed } of wanted.filter((part) => tests || !part.tests)) {
    if (lines.some((line) => line === listed || line.startsWith(`${listed}-`))) continue
    await step(`Adding the Rust ${kind} ${name}`, () =>
      mustRun(
        rustup,
        [kind, 'add', name],
        `rustup could not add ${name}: check the network and run \`rustup ${kind} add ${name}\`.`,
        { cwd: inRoot(), env, limit: 300 },
      ),
    )
  }
}
