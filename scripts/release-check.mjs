// `npm run release:check`: versions agree, the tarball holds what it should, and two builds give the same bytes.
// With --quick the second build reuses the compiled dependencies of the first, which saves a minute or two.
import { buildPackage } from './build/everything.mjs'
import { buildAgain } from './release/again.mjs'
import { agreement } from './release/agreement.mjs'
import { printTarball } from './release/tarball.mjs'
import { setUp } from './setup/everything.mjs'
import { bold, Failure, green, main, red, say } from './shared/say.mjs'

await main(async () => {
  const { version, places, wrong } = agreement()
  for (const sentence of wrong) say(`  ${red('✗')} ${sentence}`)
  if (wrong.length > 0) throw new Failure('Not ready for a release: mend what is named above.')
  say(
    `  ${green('✓')} ${places} places name version ${version}; the changelog and the lock files are in order`,
  )

  await buildPackage({ toolFolders: await setUp() })
  say(bold('\nWhat would be published'))
  await printTarball()

  say()
  const differing = await buildAgain({ keepLibraries: process.argv.includes('--quick') })
  if (differing.length > 0)
    throw new Failure(`Two builds differ in ${differing.join(', ')}: something of the place gets into them.`)
  say(`  ${green('✓')} Two builds in two places gave the same bytes`)
})
