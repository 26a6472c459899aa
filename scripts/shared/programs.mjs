// Programs that run until they are stopped. All end together, and none outlives this process.
import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { inRoot } from './places.mjs'
import { codeOf, Failure } from './say.mjs'

/** `start` resolves with the match of the line that says a program is ready; `ended` with the exit code of the whole. */
export function together() {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const children = new Set()
  let stopping = false
  /** @type {number | undefined} */
  let exitCode
  /** @type {(code: number) => void} */
  let finish = () => {}
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    finish = resolve
  })
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    for (const child of children) child.kill(signal)
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    // From here on signals go to the programs, and this process ends after them.
    process.removeAllListeners(signal)
    process.on(signal, () => {
      stopping = true
      stop(signal)
    })
  }
  // If npm is killed, it forwards no signal, and this process gets another parent.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 500).unref()
  }
  // They end with this process. If it is killed and this code does not run, their standard input is closed, which ends them.
  process.on('exit', () => stop('SIGTERM'))

  /**
   * @param {string} program
   * @param {string[]} args
   * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, ready: RegExp }} options
   * @returns {Promise<[line: string, found: string]>}
   */
  function start(program, args, { cwd = inRoot(), env = process.env, ready }) {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] })
      children.add(child)
      /** @type {string | undefined} */
      let seen = ''
      child.stdout.on('data', (chunk) => {
        process.stdout.write(chunk)
        if (seen === undefined) return
        seen += stripVTControlCharacters(String(chunk))
        const found = seen.match(ready)
        if (!found) return
        seen = undefined
        resolve(/** @type {[line: string, found: string]} */ (/** @type {string[]} */ (found)))
      })
      child.on('error', (error) =>
        reject(new Failure(`${program} could not be started (${codeOf(error)}): try again.`)),
      )
      child.on('close', (code) => {
        children.delete(child)
        exitCode ??= stopping ? 0 : (code ?? 1)
        stop('SIGTERM')
        if (children.size === 0) finish(exitCode)
      })
    })
  }

  return { start, ended }
}
