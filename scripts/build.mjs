// Builds the npm package into dist/. --dev builds quickly and without optimisation, for development.
import { buildPackage } from './build/everything.mjs'
import { setUp } from './setup/everything.mjs'
import { main } from './shared/say.mjs'

await main(async () => {
  const toolFolders = await setUp()
  await buildPackage({ dev: process.argv.includes('--dev'), toolFolders })
})
