// The wasm-bindgen tests in each engine. An engine that cannot be installed is reported; a failing one fails the stage.
import { basename, join } from 'node:path'
import { setUpBrowsers } from '../setup/everything.mjs'
import { findProgram, inRoot, pathOf, withPrograms } from '../shared/places.mjs'
import { run } from '../shared/run.mjs'
import { bold, dim, green, red, say, seconds, yellow } from '../shared/say.mjs'
import { filesIn } from './files.mjs'
import { withNudges } from './nudged-server.mjs'
import { failed, passed } from './outcome.mjs'

/** @type {Record<string, (folders: string[]) => string[]>} */
const engineArgs = {
  Chromium: () => ['--chrome', '--chromedriver', pathOf('chromedriver')],
  Firefox: ([folder = '']) => ['--firefox', '--geckodriver', join(folder, 'geckodriver')],
  WebKit: () => ['--safari', '--safaridriver', pathOf('WebKitWebDriver')],
}

// WebKit's browser has no headless mode, so it gets a virtual screen.
/** @type {(program: string, args: string[]) => [program: string, args: string[]]} */
const withScreen = (program, args) =>
  process.env.DISPLAY || !findProgram('xvfb-run')
    ? [program, args]
    : [pathOf('xvfb-run'), ['-a', program, ...args]]

/**
 * @param {{ name: string, folders: string[] }} engine
 * @param {string[]} toolFolders
 */
async function runEngine({ name, folders }, toolFolders) {
  const start = performance.now()
  say(`\n  ${bold(name)}`)
  const args = [
    'test',
    '--mode',
    'no-install',
    '--headless',
    ...(engineArgs[name]?.(folders) ?? []),
    '.',
    '--lib', // not the examples in the documentation, which run natively
    ...filesIn('tests', '.rs').flatMap((file) => ['--test', basename(file, '.rs')]),
  ]
  const [program, allArgs] = name === 'WebKit' ? withScreen('wasm-pack', args) : ['wasm-pack', args]
  const { code } = await withNudges((address) => {
    const env = withPrograms([...toolFolders, ...folders], {
      WASM_BINDGEN_TEST_ADDRESS: address,
      WASM_BINDGEN_TEST_TIMEOUT: process.env.WASM_BINDGEN_TEST_TIMEOUT ?? '120',
    })
    return run(program, allArgs, { cwd: inRoot(), env, loud: true, limit: 900 })
  })
  say(`  ${code === 0 ? green('✓') : red('✗')} ${name} ${dim(seconds(start))}`)
  return code === 0
}

/** The names of the engines in AUTHFLIGHT_ENGINES (comma-separated), or of all. */
export function chosenEngines() {
  const chosen = process.env.AUTHFLIGHT_ENGINES?.split(',').map((name) => name.trim().toLowerCase())
  return Object.keys(engineArgs).filter((name) => !chosen || chosen.includes(name.toLowerCase()))
}

/** Runs the chosen engines. */
export async function testBrowsers(/** @type {import('./outcome.mjs').Context} */ { toolFolders }) {
  const engines = await setUpBrowsers(chosenEngines())
  const notRun = engines.filter((engine) => !engine.ready).map((engine) => engine.name)
  const wrong = []
  for (const engine of engines.filter((engine) => engine.ready)) {
    if (!(await runEngine(engine, toolFolders))) wrong.push(engine.name)
  }
  for (const engine of engines.filter((engine) => !engine.ready)) {
    say(`  ${yellow('–')} ${engine.name} not run: ${engine.reason}`)
  }
  if (wrong.length > 0) return failed(wrong.join(', '), notRun)
  const ran = engines.filter((engine) => engine.ready).map((engine) => engine.name)
  return ran.length > 0 ? passed(ran.join(', '), notRun) : failed('no engine could be run', notRun)
}
