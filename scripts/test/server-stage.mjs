// The back-end's tests. Its store is tested on each database that can be installed; the others are reported.
import { setUpDatabases } from '../setup/everything.mjs'
import { buildServer, withDrivers } from '../shared/build-server.mjs'
import { withPrograms } from '../shared/places.mjs'
import { say, yellow } from '../shared/say.mjs'
import { aloud, cargo, nodeTests } from './commands.mjs'
import { kinds, startDatabase } from './database.mjs'
import { filesIn } from './files.mjs'
import { passed } from './outcome.mjs'

/** @typedef {import('./database.mjs').Name} Name */
/** @typedef {{ name: Name, database?: Awaited<ReturnType<typeof startDatabase>>, reason?: string }} Started */

/** Starts every database that can be started, and says why the others cannot. */
async function startAll() {
  /** @type {Started[]} */
  const outcomes = []
  for (const { name: given, ready, reason = '' } of await setUpDatabases()) {
    const name = /** @type {Name} */ (given)
    if (!ready) outcomes.push({ name, reason })
    else {
      outcomes.push(
        await startDatabase(name).then(
          (database) => ({ name, database }),
          (error) => ({ name, reason: error.message }),
        ),
      )
    }
  }
  return outcomes
}

export async function testServer() {
  const outcomes = await startAll()
  const running = outcomes.flatMap(({ name, database }) => (database ? [{ name, database }] : []))
  try {
    const urls = Object.fromEntries(running.map(({ name, database }) => [kinds[name].variable, database.url]))
    const natively = await aloud({
      ...cargo('test', '-p', 'authflight-server', ...withDrivers),
      env: withPrograms([], urls),
    })
    if (natively.result !== 'passed') return natively
  } finally {
    for (const { database } of running) await database.remove()
  }
  const names = running.map(({ name }) => name)
  if (names.length > 0) {
    const env = withPrograms([], {
      AUTHFLIGHT_SERVER: await buildServer({ features: withDrivers }),
      AUTHFLIGHT_DATABASES: names.join(','),
    })
    const restarted = await aloud({ ...nodeTests(filesIn('tests/databases')), env })
    if (restarted.result !== 'passed') return restarted
  }
  const notRun = outcomes.filter(({ reason }) => reason)
  for (const { name, reason } of notRun) say(`  ${yellow('–')} ${name} not run: ${reason}`)
  return passed(
    ['SQLite', ...names].join(', '),
    notRun.map(({ name }) => name),
  )
}
