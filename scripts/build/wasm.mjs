// Compiles Rust to WebAssembly and glue: wasm-pack runs cargo and wasm-bindgen, and downloads nothing.
import { rmSync } from 'node:fs'
import { inRoot, pathOf, withPrograms } from '../shared/places.mjs'
import { mustRun, run } from '../shared/run.mjs'
import { step } from '../shared/say.mjs'
import { hashOf, isFresh, stamp } from '../shared/stamp.mjs'

export const glueFolder = inRoot('target/package/glue')
export const rawWasm = inRoot('target/package/glue/authflight_bg.wasm')
export const rawGlue = inRoot('target/package/glue/authflight.js')

// The size build: the standard library is recompiled for size, and a panic is one trap instruction without a text. These
// flags are unstable, and RUSTC_BOOTSTRAP makes the stable compiler accept them.
const sizeBuild = {
  env: {
    RUSTC_BOOTSTRAP: '1',
    RUSTFLAGS: [
      '-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none',
      // By trial: 0.3 kB less than with 5, the default of opt-level z.
      '-Cllvm-args=-inline-threshold=10',
      // Without reference types, whose tables cost 0.7 kB more than what the glue does instead.
      '-Ctarget-cpu=mvp -Ctarget-feature=+mutable-globals,+bulk-memory,+sign-ext,+nontrapping-fptoint',
    ].join(' '),
    // In a folder of its own, because other flags would invalidate what the tests have compiled.
    CARGO_TARGET_DIR: inRoot('target/wasm-release'),
  },
  cargoArgs: ['-Z', 'build-std=std,panic_abort', '-Z', 'build-std-features=optimize_for_size'],
}

const quickBuild = { env: { CARGO_TARGET_DIR: inRoot('target') }, cargoArgs: [] }

/** @param {{ dev: boolean, toolFolders: string[] }} options */
export async function buildWasm({ dev, toolFolders }) {
  const { env, cargoArgs } = dev ? quickBuild : sizeBuild
  const compiler = (await run(pathOf('rustc'), ['--version'], { cwd: inRoot() })).output
  const sources = ['src', 'protocol', 'Cargo.toml', 'Cargo.lock', '.cargo'].map((path) => inRoot(path))
  const hash = hashOf(sources, dev, env, cargoArgs, compiler, toolFolders)
  if (isFresh('wasm', hash, [rawWasm])) return

  const args = ['build', dev ? '--dev' : '--release', '--mode', 'no-install', '--no-opt', '--no-pack']
  args.push('--target', 'web', '--out-dir', 'target/package/glue', '--out-name', 'authflight', '.')
  // A file from an earlier build must not be taken for a result of this one.
  rmSync(glueFolder, { recursive: true, force: true })
  const environment = withPrograms(toolFolders, env)
  await step(`Compiling Rust to WebAssembly${dev ? ' (quick, large)' : ' (for size)'}`, (progress) => {
    let crates = 0
    return mustRun(
      'wasm-pack',
      [...args, '--', ...cargoArgs],
      'The WebAssembly build failed: the compiler says above what to mend.',
      {
        cwd: inRoot(),
        env: environment,
        limit: 1800,
        onLine: (line) => {
          if (line.startsWith('Compiling')) progress(`${++crates} crates`)
        },
      },
    )
  })
  stamp('wasm', hash)
}
