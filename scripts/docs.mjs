// `npm run docs` serves the documentation and shows it; `npm run docs:build` (--build) builds it into docs/.vitepress/dist. Other flags
// are passed to VitePress (--port 5000).
import { buildDocs, prepareDocs, vitePress } from './docs/site.mjs'
import { checkNode } from './setup/node-version.mjs'
import { commandLine } from './shared/ask.mjs'
import { together } from './shared/programs.mjs'
import { bold, main, say } from './shared/say.mjs'
import { showAddress } from './shared/show.mjs'

const flags = commandLine()
const others = flags.filter((flag) => flag !== '--build')

await main(async () => {
  checkNode()
  say(bold('The documentation'))
  if (others.length < flags.length) {
    await buildDocs(others)
    say('docs/.vitepress/dist is a folder of static files.')
    return
  }
  await prepareDocs()
  const { start, ended } = together()
  const args = [vitePress, 'dev', 'docs', '--host', '127.0.0.1', ...others]
  const shown = start(process.execPath, args, { ready: /Local: +(http:\S+)/ }).then(([, address]) =>
    showAddress('The documentation', address),
  )
  process.exitCode = await Promise.race([ended, shown.then(() => ended)])
})
