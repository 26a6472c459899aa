// Formats all sources: Rust with rustfmt, the rest with biome.
import { setUp } from './setup/everything.mjs'
import { inRoot, pathOf, withPrograms } from './shared/places.mjs'
import { mustRun } from './shared/run.mjs'
import { main, step } from './shared/say.mjs'

await main(async () => {
  await setUp()
  const options = { cwd: inRoot(), env: withPrograms(), limit: 120 }
  await step('Formatting Rust', () =>
    mustRun(
      pathOf('cargo'),
      ['fmt', '--all'],
      'rustfmt could not read a file: mend what it names above.',
      options,
    ),
  )
  const biome = [
    inRoot('node_modules/@biomejs/biome/bin/biome'),
    'check',
    '--write',
    '--linter-enabled=false',
    '.',
  ]
  await step('Formatting the rest', () =>
    mustRun(process.execPath, biome, 'biome could not read a file: mend what it names above.', options),
  )
})
