// Builds the npm package into dist/. With --dev quickly and large, for trying things out.
import { buildPackage } from './build/everything.mjs'
import { setUp } from './setup/everything.mjs'
import { main } from './shared/say.mjs'

await main(async () => {
  const toolFolders = await setUp()
  await buildPackage({ dev: process.argv.includes('--dev'), toolFolders })
})
