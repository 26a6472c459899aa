// What comes from the distribution: a C linker, the browsers with their drivers, the databases. One row each.
import { existsSync } from 'node:fs'
import { findProgram } from '../shared/places.mjs'
import { mustRun, run } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'
import { cargoTools } from './cargo-tools.mjs'

/**
 * `programs`: all must be found; an array among them is satisfied by any of its names.
 * @typedef {object} Row
 * @property {string} name
 * @property {string[]} packages
 * @property {(string | string[])[]} programs
 * @property {() => import('./cargo-tools.mjs').Tool} [tool]
 */

/** @type {Row} */
export const linker = { name: 'a C linker', packages: ['gcc', 'libc6-dev'], programs: [['cc', 'gcc']] }

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
    tool: cargoTools.geckodriver, // no distribution carries it beside firefox-esr
  },
  {
    name: 'WebKit',
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
    programs: ['WebKitWebDriver', 'xvfb-run', 'xauth'],
  },
]

/** @type {Row[]} */
export const databases = [
  {
    name: 'MariaDB',
    // Without the package that makes a system service of it. What mariadb-install-db calls is in the client's.
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    programs: ['mariadbd', 'mariadb-install-db', 'my_print_defaults'],
  },
  { name: 'PostgreSQL', packages: ['postgresql'], programs: ['postgres', 'initdb'] },
]

export const isPresent = (/** @type {Row} */ { programs }) =>
  programs.every((names) => [names].flat().some(findProgram))

// Root needs no sudo; a user's sudo may ask for a password only where somebody can type it.
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

/** Installs the rows that are missing; throws a sentence with the exact command where it may not. */
export async function setUpSystemPackages(/** @type {Row[]} */ rows) {
  const missing = rows.filter((row) => !isPresent(row))
  if (missing.length === 0) return
  const names = missing.map((row) => row.name).join(', ')
  const packages = missing.flatMap((row) => row.packages)
  const byHand = `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`
  if (!existsSync('/usr/bin/apt-get')) {
    throw new Failure(
      `${names}: this system has no apt-get; install the equivalents of ${packages.join(' ')} by its own means.`,
    )
  }
  const apt = await asRoot(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'])
  if (!apt) throw new Failure(`${names}: installing needs root; run \`${byHand}\`.`)
  const [program, ...before] = apt
  const patient = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2']
  await step(`Installing ${packages.join(' ')}`, async () => {
    const cure = `apt-get could not install ${names}: check the network and run \`${byHand}\`.`
    // Stale lists are the usual reason for a failed install; a failed update alone is not one.
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
