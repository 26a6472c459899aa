// The order of set-up. What only the tests need is separate.
import { warn } from '../shared/say.mjs'
import { cargoTools, setUpCargoTools } from './cargo-tools.mjs'
import { setUpNodeModules } from './node-modules.mjs'
import { checkNode } from './node-version.mjs'
import { setUpRust } from './rust.mjs'
import { compiler, databases, engine, engines, setUpSystemPackages } from './system-packages.mjs'

/** Everything `npm run build` and `npm start` need; returns the folders of the tools' programs. */
export async function setUp() {
  checkNode()
  await setUpNodeModules()
  await setUpSystemPackages([compiler])
  await setUpRust()
  return setUpCargoTools([cargoTools.wasmBindgen(), cargoTools.wasmPack()])
}

/** The browsers with their drivers. One that cannot be installed is reported, and does not stop the others. */
export const setUpBrowsers = (names = engines.map(({ name }) => name)) => setUpEach(names.map(engine))

/** The database servers, in the same way. */
export const setUpDatabases = () => setUpEach(databases)

async function setUpEach(/** @type {import('./system-packages.mjs').Row[]} */ wanted) {
  // All at once if possible: one run of apt-get instead of three.
  await setUpSystemPackages(wanted).catch(() => {})
  /** @type {{ name: string, ready: boolean, reason?: string, folders: string[] }[]} */
  const results = []
  for (const row of wanted) {
    try {
      await setUpSystemPackages([row])
      const folders = row.tool ? await setUpCargoTools([row.tool()]) : []
      results.push({ name: row.name, ready: true, folders })
    } catch (error) {
      const reason = /** @type {Error} */ (error).message
      warn(reason)
      results.push({ name: row.name, ready: false, reason, folders: [] })
    }
  }
  return results
}
