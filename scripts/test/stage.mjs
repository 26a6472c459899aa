// The outcomes of a stage, and ways to run one.
import { existsSync, readdirSync } from 'node:fs'
import { findProgram, inRoot, withPrograms } from '../shared/places.mjs'
import { run } from '../shared/run.mjs'
import { say } from '../shared/say.mjs'

export const passed = (note) => ({ result: 'passed', note })
export const failed = (note) => ({ result: 'failed', note })
export const skipped = (note) => ({ result: 'skipped', note })

/** Runs each command in turn, silent unless one fails; then its output is shown and the stage has failed. */
export async function quietly(commands) {
  for (const { what, program, args, env } of commands) {
    const { code, output } = await run(program, args, { cwd: inRoot(), env: env ?? withPrograms() })
    if (code === 0) continue
    say(output.trimEnd())
    return failed(what)
  }
  return passed()
}

/** Runs one command whose output belongs to the report. */
export async function aloud({ program, args, env }) {
  const { code } = await run(program, args, { cwd: inRoot(), env: env ?? withPrograms(), loud: true })
  return code === 0 ? passed() : failed()
}

export const cargo = (...args) => ({ program: findProgram('cargo'), args })
export const node = (...args) => ({ program: process.execPath, args })
export const nodeTests = (files) => node('--test', '--test-concurrency=1', '--test-reporter=spec', ...files)

export const filesIn = (folder, pattern) =>
  existsSync(inRoot(folder))
    ? readdirSync(inRoot(folder))
        .filter((name) => pattern.test(name))
        .map((name) => `${folder}/${name}`)
    : []
