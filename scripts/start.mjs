// `npm start`: set up, build, run the demo server, and show the page. Flags go on to the server (--port 5000).
import { buildPackage } from './build/everything.mjs'
import { setUp } from './setup/everything.mjs'
import { together } from './shared/programs.mjs'
import { bold, main, say } from './shared/say.mjs'
import { buildServer } from './shared/server.mjs'
import { showAddress } from './shared/show.mjs'

await main(async () => {
  say(bold('Setting up'))
  const toolFolders = await setUp()
  say(bold('Building the package'))
  await buildPackage({ toolFolders })
  say(bold('Building the demo server'))
  const server = await buildServer()
  const { start, ended } = together()
  const flags = ['--site', 'www', '--package', 'dist', '--exit-with-stdin', ...process.argv.slice(2)]
  const shown = start(server, flags, { ready: /listening on (http:\S+)/ }).then(([, address]) =>
    showAddress('authflight', address),
  )
  process.exitCode = await Promise.race([ended, shown.then(() => ended)])
})
