// The recipes' page, built once, and a back-end for each test: see examples/recipes/tests.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { pathToFileURL } from 'node:url'
import { exampleFolder, installExample } from '../../../scripts/examples/install.mjs'
import { launchBrowser } from '../../e2e/harness/browser.mjs'
import { startServer } from '../../e2e/harness/server.mjs'
import { ended, ownEnvironment } from '../../packaging/harness/process.mjs'
import { sceneOf } from './scene.mjs'

/** @typedef {import('./scene.mjs').Scene & { backEnd: any, arrive(): Promise<void> }} RecipeScene */

export const folder = exampleFolder('recipes')

async function run(
  /** @type {string} */ program,
  /** @type {never[] | string[]} */ args,
  /** @type {({ AUTHFLIGHT_DESCRIPTION: string; }) | undefined} */ env = undefined,
) {
  const how = { cwd: folder, env: { ...ownEnvironment, ...env } }
  const { code, out, err } = await ended(
    process.execPath,
    [join(folder, 'node_modules', program), ...args],
    how,
  )
  assert.equal(code, 0, out + err)
}

/**
 * Returns `scene`, which wraps a test: the page is there, and `demo` is signed in; `arrive()` loads it again, likewise. `clock` puts
 * the page's time into the test's hands.
 */
export function makeRecipesLab() {
  const lab = /** @type {import('./scene.mjs').Lab} */ ({})
  /** @type {(options: { demo: string, site: string }) => Promise<any>} */
  let startBackEnd

  before(async () => {
    await installExample('recipes')
    lab.server = await startServer()
    // The generated clients are made of what the server says of itself.
    const description = `${lab.server.url}/openapi.json`
    await Promise.all([
      run('@hey-api/openapi-ts/bin/run.js', [], { AUTHFLIGHT_DESCRIPTION: description }),
      run('openapi-typescript/bin/cli.js', [description, '-o', 'src/generated/paths.ts']),
    ])
    await run('vite/bin/vite.js', ['build', '--logLevel', 'error'])
    startBackEnd = (await import(pathToFileURL(join(folder, 'tests/back-end/index.js')).href)).startBackEnd
    lab.browser = await launchBrowser()
  })
  after(async () => {
    await lab.browser?.close()
    await lab.server?.stop()
  })

  const scene = sceneOf(lab)
  return (/** @type {(scene: RecipeScene) => unknown} */ play, { clock = false } = {}) =>
    scene(async (given) => {
      const backEnd = await startBackEnd({ demo: lab.server.url, site: join(folder, 'dist') })
      try {
        const { page } = given
        if (clock) await page.clock.install()
        const arrive = async () => {
          // A clock that differs from the server's would be told.
          if (clock) await page.clock.setSystemTime(Date.now())
          await page.goto(backEnd.url)
          await page.waitForFunction(() => window.lab)
          await page.evaluate(() => window.lab.login())
        }
        await arrive()
        await play({ ...given, backEnd, arrive })
      } finally {
        await backEnd.stop()
      }
    })
}
