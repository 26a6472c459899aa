// `npm run conformance`: sets up and builds what is missing, and runs the suite. Flags are passed to it.
import { buildPackage } from './build/everything.mjs'
import { setUpChromium } from './setup/chromium.mjs'
import { setUp, setUpBrowsers } from './setup/everything.mjs'
import { commandLine } from './shared/ask.mjs'
import { buildServer } from './shared/build-server.mjs'
import { inRoot, withPrograms } from './shared/places.mjs'
import { run } from './shared/run.mjs'
import { main } from './shared/say.mjs'

await main(async () => {
  const args = commandLine()
  const toolFolders = await setUp()
  await buildPackage({ toolFolders })
  const { env: chromium } = await setUpChromium()
  await setUpBrowsers(['Firefox'])
  const env = withPrograms([], {
    ...chromium,
    // With a back-end of the user's own, the demo server is not needed.
    ...(!args.includes('--base-url') && { AUTHFLIGHT_SERVER: await buildServer() }),
  })
  const suite = inRoot('tests/conformance/run.mjs')
  const { code } = await run(process.execPath, [suite, ...args], { env, loud: true })
  process.exitCode = code ?? 1
})
