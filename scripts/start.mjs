// `npm start`: sets up, builds, runs the demo server, and shows the page. Flags are passed to the server (--port 5000).
// --yes installs what is missing without asking.
import { buildPackage } from './build/everything.mjs'
import { setUp } from './setup/everything.mjs'
import { commandLine } from './shared/ask.mjs'
import { buildServer } from './shared/build-server.mjs'
import { together } from './shared/programs.mjs'
import { bold, main, say } from './shared/say.mjs'
import { showAddress } from './shared/show.mjs'
import { siteFlags } from './shared/site.mjs'

await main(async () => {
  say(bold('Setting up'))
  const toolFolders = await setUp()
  say(bold('Building the package'))
  await buildPackage({ toolFolders })
  say(bold('Building the demo server'))
  const server = await buildServer()
  const { start, ended } = together()
  const flags = [...siteFlags(), '--exit-with-stdin', ...commandLine()]
  const shown = start(server, flags, { ready: /listening on (http:\S+)/ }).then(([, address]) =>
    showAddress('authflight', address),
  )
  process.exitCode = await Promise.race([ended, shown.then(() => ended)])
})
