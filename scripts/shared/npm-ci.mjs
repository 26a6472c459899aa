// Installs what a lock file names.
import { findProgram, withPrograms } from './places.mjs'
import { run } from './run.mjs'
import { Failure } from './say.mjs'

const limit = 600

// The registry may be away for a moment, or the cache may hold half an answer: the second attempt asks for everything anew.
const attempts = [['--prefer-offline'], ['--prefer-online', '--fetch-retries=5']]

const reasonIn = (/** @type {string} */ output) =>
  output
    .split('\n')
    .filter((line) => /^npm error (?!A complete log|$)/.test(line))
    .map((line) => line.slice('npm error '.length).trim())
    .slice(0, 4)
    .join('; ') || 'it did not say why'

// Packages ask for a newer Node than they need. The checkout's own setting reaches an npm within `npm test` and no other, so without
// this an installation would depend on who started it.
const leniency = '--no-engine-strict'

/**
 * Runs `npm ci` in `cwd`. A failure names the reason that npm gave, and the cure.
 * @param {string} cwd
 * @param {string} what for the sentence: "npm could not install …"
 * @param {string[]} [flags]
 */
export async function npmCi(cwd, what, flags = []) {
  // Within `npm run` this is the npm that runs.
  const own = process.env.npm_execpath
  const program = own ? process.execPath : findProgram('npm')
  if (!program)
    throw new Failure('npm is missing: install Node.js 20 or newer with npm from https://nodejs.org.')
  let reason = ''
  for (const attempt of attempts) {
    const args = [...(own ? [own] : []), 'ci', '--no-audit', '--no-fund', leniency, ...attempt, ...flags]
    const { code, output } = await run(program, args, { cwd, env: withPrograms(), limit })
    if (code === 0) return
    reason = code === null ? `it was stopped after ${limit} s` : reasonIn(output)
  }
  throw new Failure(
    `npm could not install ${what}: ${reason}. Check the network, and run \`npm ci\` in ${cwd}.`,
  )
}
