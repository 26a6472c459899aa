// `npm run bench`: sets up and builds what is missing, and compares authflight with what it replaces, in Chromium.
// --quick measures a few of each, to see that it works; --only storms,start measures some parts.
import { buildPackage } from './build/everything.mjs'
import { setUp, setUpBrowsers } from './setup/everything.mjs'
import { installIn } from './setup/node-modules.mjs'
import { commandLine } from './shared/ask.mjs'
import { buildServer } from './shared/build-server.mjs'
import { inRoot, withPrograms } from './shared/places.mjs'
import { run } from './shared/run.mjs'
import { main } from './shared/say.mjs'

await main(async () => {
  await buildPackage({ toolFolders: await setUp() })
  await setUpBrowsers(['Chromium'])
  await installIn('benches/candidates/ky')
  const env = withPrograms([], { AUTHFLIGHT_SERVER: await buildServer() })
  const { code } = await run(process.execPath, [inRoot('benches/run.mjs'), ...commandLine()], {
    env,
    loud: true,
  })
  process.exitCode = code ?? 1
})
