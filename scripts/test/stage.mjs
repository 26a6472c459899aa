// The outcomes of a stage, and ways to run one.
import { existsSync, readdirSync } from 'node:fs'
import { inRoot, pathOf, withPrograms } from '../shared/places.mjs'
import { run } from '../shared/run.mjs'
import { say } from '../shared/say.mjs'

/** @typedef {import('../setup/system-packages.mjs').Row[]} Rows */
/** @typedef {{ result: 'passed' | 'failed' | 'skipped', note: string | undefined }} Outcome */
/** @typedef {{ program: string, args: string[], env?: NodeJS.ProcessEnv }} Command */
/** @typedef {{ toolFolders: string[] }} Context the folders of the tools' programs */
/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} what
 * @property {() => Rows | Promise<Rows>} [system]
 * @property {(context: Context) => Outcome | Promise<Outcome>} run
 */

/** @type {(note?: string) => Outcome} */
export const passed = (note) => ({ result: 'passed', note })
/** @type {(note?: string) => Outcome} */
export const failed = (note) => ({ result: 'failed', note })
/** @type {(note?: string) => Outcome} */
export const skipped = (note) => ({ result: 'skipped', note })

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

export const filesIn = (/** @type {string} */ folder, /** @type {RegExp} */ pattern) =>
  existsSync(inRoot(folder))
    ? readdirSync(inRoot(folder))
        .filter((name) => pattern.test(name))
        .map((name) => `${folder}/${name}`)
    : []
