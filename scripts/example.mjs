// `npm run example:vue`, and so on: builds, packs, installs, runs. Flags are passed to the development server (--port 5000).
import { join } from 'node:path'
import { buildPackage } from './build/everything.mjs'
import { exampleFolder, exampleNames, installExample } from './examples/install.mjs'
import { setUp } from './setup/everything.mjs'
import { commandLine } from './shared/ask.mjs'
import { buildServer } from './shared/build-server.mjs'
import { together } from './shared/programs.mjs'
import { bold, Failure, main, say } from './shared/say.mjs'
import { showAddress } from './shared/show.mjs'
import { siteFlags } from './shared/site.mjs'

/** What serves an example in development, with its arguments for the address. @type {Record<string, [program: string, ...string[]]>} */
const servers = {
  nuxt: ['nuxt/bin/nuxt.mjs', 'dev', '--host', '127.0.0.1'],
  next: ['next/dist/bin/next', 'dev', '--hostname', '127.0.0.1'],
}
const vite = ['vite/bin/vite.js', '--host', '127.0.0.1']

await main(async () => {
  const [name = '', ...flags] = commandLine()
  if (!exampleNames.includes(name))
    throw new Failure(`${name || 'Nothing'} names no example: choose from ${exampleNames.join(', ')}.`)
  say(bold('Setting up'))
  const toolFolders = await setUp()
  say(bold('Building the package'))
  await buildPackage({ toolFolders })
  await installExample(name)
  say(bold('Building the demo server'))
  const server = await buildServer()
  const { start, ended } = together()
  const run = async () => {
    const flagsForDemo = ['--port', '0', ...siteFlags(), '--exit-with-stdin']
    const [, demo] = await start(server, flagsForDemo, { ready: /listening on (http:\S+)/ })
    const folder = exampleFolder(name)
    const [program = '', ...its] = servers[name] ?? vite
    const args = [join(folder, 'node_modules', program), ...its, ...flags]
    const env = { ...process.env, AUTHFLIGHT_DEMO: demo }
    const [, address] = await start(process.execPath, args, { cwd: folder, env, ready: /Local: +(http:\S+)/ })
    showAddress(`The ${name} example`, address)
    return ended
  }
  process.exitCode = await Promise.race([ended, run()])
})
