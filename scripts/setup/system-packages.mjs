// The packages of the distribution: a C compiler, the browsers with their drivers, the databases. One row each.
import { ask } from '../shared/ask.mjs'
import { findProgram } from '../shared/places.mjs'
import { mustRun, run } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'
import { cargoTools } from './cargo-tools.mjs'

/**
 * `programs`: all must be found. An array stands for any one of its names.
 * @typedef {object} Row
 * @property {string} name
 * @property {string[]} packages
 * @property {(string | string[])[]} programs
 * @property {() => import('./cargo-tools.mjs').Tool} [tool]
 */

/** All that `npm start` may install: Rust links with it, and SQLite is compiled by it. @type {Row} */
export const compiler = { name: 'a C compiler', packages: ['gcc', 'libc6-dev'], programs: [['cc', 'gcc']] }

/** @type {Row[]} */
export const engines = [
  {
    name: 'Chromium',
    packages: ['chromium', 'chromium-driver'],
    programs: [['chromium', 'chromium-browser', 'google-chrome'], 'chromedriver'],
  },
  {
    name: 'Firefox',
    packages: ['firefox-esr'],
    programs: [['firefox-esr', 'firefox']],
    tool: cargoTools.geckodriver, // no distribution has it together with firefox-esr
  },
  {
    name: 'WebKit',
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
    programs: ['WebKitWebDriver', 'xvfb-run', 'xauth'],
  },
]

/** The row of one engine. */
export function engine(/** @type {string} */ name) {
  const row = engines.find((row) => row.name === name)
  if (!row) throw new Failure(`${name} is no engine: choose from ${namesOf(engines)}.`)
  return row
}

/** @type {Row[]} */
export const databases = [
  {
    name: 'MariaDB',
    // Not the package that installs a system service. The client's package has the programs that mariadb-install-db calls.
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    programs: ['mariadbd', 'mariadb-install-db', 'my_print_defaults'],
  },
  { name: 'PostgreSQL', packages: ['postgresql'], programs: ['postgres', 'initdb'] },
]

export const isPresent = (/** @type {Row} */ { programs }) =>
  programs.every((names) => [names].flat().some(findProgram))

// Root needs no sudo. sudo may ask for a password only at a terminal.
/** @returns {Promise<[program: string, ...args: string[]] | undefined>} */
async function asRoot(/** @type {[program: string, ...args: string[]]} */ command) {
  if (process.getuid?.() === 0) return command
  const sudo = findProgram('sudo')
  if (sudo) {
    const { code } = await run(sudo, ['-n', 'true'])
    if (code === 0) return [sudo, '-n', ...command]
    if (process.stdin.isTTY) return [sudo, ...command]
  }
  return undefined
}

const namesOf = (/** @type {Row[]} */ rows) => rows.map((row) => row.name).join(', ')
const packagesOf = (/** @type {Row[]} */ rows) => rows.flatMap((row) => row.packages)
const commandFor = (/** @type {Row[]} */ rows) =>
  `sudo apt-get update && sudo apt-get install -y ${packagesOf(rows).join(' ')}`

// Each row is asked about once per run, however many stages need it.
/** @type {Map<string, boolean>} */
const answers = new Map()

/** Asks whether the missing rows may be installed, all in one question. */
export async function askAbout(/** @type {Row[]} */ rows) {
  const open = [...new Set(rows)].filter((row) => !isPresent(row) && !answers.has(row.name))
  if (open.length === 0 || !findProgram('apt-get')) return
  const question = `Missing: ${namesOf(open)}. Install ${packagesOf(open).join(' ')} with apt-get?`
  const answer = await ask(question)
  for (const row of open) answers.set(row.name, answer)
}

/**
 * Installs the rows that are missing, after asking. Where it may not, it throws a sentence with the command that does.
 */
export async function setUpSystemPackages(/** @type {Row[]} */ rows) {
  const missing = rows.filter((row) => !isPresent(row))
  if (missing.length === 0) return
  const names = namesOf(missing)
  const packages = packagesOf(missing)
  const byHand = commandFor(missing)
  if (!findProgram('apt-get')) {
    throw new Failure(
      `${names}: this system has no apt-get; install the equivalents of ${packages.join(' ')} by its own means.`,
    )
  }
  await askAbout(missing)
  const declined = missing.filter((row) => !answers.get(row.name))
  if (declined.length > 0)
    throw new Failure(`${namesOf(declined)}: not installed, as you chose; run \`${commandFor(declined)}\`.`)
  const apt = await asRoot(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'])
  if (!apt) throw new Failure(`${names}: installing needs root; run \`${byHand}\`.`)
  const [program, ...before] = apt
  const patient = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2']
  await step(`Installing ${packages.join(' ')}`, async () => {
    const cure = `apt-get could not install ${names}: check the network and run \`${byHand}\`.`
    // Stale lists are the usual reason for a failed install. A failed update alone is no reason to stop.
    await run(program, [...before, ...patient, 'update'], { limit: 300 })
    const install = [...before, ...patient, 'install', '-y', '--no-install-recommends', ...packages]
    await mustRun(program, install, cure, { limit: 1200 })
  })
  const stillMissing = missing.filter((row) => !isPresent(row))
  if (stillMissing.length > 0) {
    const programs = stillMissing.flatMap((row) => row.programs).map((names) => [names].flat()[0])
    throw new Failure(`${programs.join(', ')} cannot be found although installed: check the PATH.`)
  }
}
