// The commands of the stages, and two ways to run them.
import { inRoot, pathOf, withPrograms } from '../shared/places.mjs'
import { run } from '../shared/run.mjs'
import { say } from '../shared/say.mjs'
import { failed, passed } from './outcome.mjs'

/** @typedef {{ program: string, args: string[], env?: NodeJS.ProcessEnv }} Command */

/** Runs each command in turn, silent unless one fails; then its output is shown and the stage has failed. */
export async function quietly(/** @type {(Command & { what: string })[]} */ commands) {
  for (const { what, program, args, env } of commands) {
    const { code, output } = await run(program, args, { cwd: inRoot(), env: env ?? withPrograms() })
    if (code === 0) continue
    say(output.trimEnd())
    return failed(what)
  }
  return passed()
}

/** Runs one command whose output belongs to the report. */
export async function aloud(/** @type {Command} */ { program, args, env }) {
  const { code } = await run(program, args, { cwd: inRoot(), env: env ?? withPrograms(), loud: true })
  return code === 0 ? passed() : failed()
}

export const cargo = (/** @type {string[]} */ ...args) => ({ program: pathOf('cargo'), args })
export const node = (/** @type {string[]} */ ...args) => ({ program: process.execPath, args })
/** Runs test files, `atOnce` of them side by side. */
export const nodeTests = (/** @type {string[]} */ files, { atOnce = 1 } = {}) =>
  node('--test', `--test-concurrency=${atOnce}`, '--test-reporter=spec', ...files)
