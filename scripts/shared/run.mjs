// Child processes. The output of a quiet one is shown only if it fails; that of a loud one is shown as it comes.
import { spawn } from 'node:child_process'
import { codeOf, Failure } from './say.mjs'

/**
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [limit] in seconds
 * @property {boolean} [loud]
 * @property {(line: string) => void} [onLine]
 */
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** What runs, and whether it leads a process group. @type {Map<ChildProcess, boolean>} */
const running = new Map()

// A loud child has a process group of its own, so that the browsers that tests start end with it.
const end = (/** @type {ChildProcess} */ child, /** @type {NodeJS.Signals} */ signal) => {
  const pid = child.pid ?? 0
  try {
    if (pid) process.kill(running.get(child) ? -pid : pid, signal)
  } catch {
    // it has ended already
  }
}

// A signal to this script alone must also end its children.
const signals = /** @type {const} */ ([
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
])
for (const [signal, number] of signals) {
  process.on(signal, () => {
    for (const child of running.keys()) end(child, signal)
    process.exit(128 + number)
  })
}

/**
 * Runs a program to its end: `{ code, output }`, where code is null if it was cut off after `limit` seconds.
 * `loud` passes its output through as it comes, `onLine` sees each line of a quiet one.
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function run(program, args, { cwd, env, limit, loud = false, onLine } = {}) {
  return new Promise((resolve, reject) => {
    // If loud, both streams go to stdout, so that test summaries stay in order.
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = loud ? ['ignore', 1, 1] : ['ignore', 'pipe', 'pipe']
    /** @type {ChildProcess} */
    const child = spawn(program, args, { cwd, env, stdio, detached: loud })
    running.set(child, loud)
    let output = ''
    let timedOut = false
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk
      if (onLine) for (const line of String(chunk).split('\n')) if (line.trim()) onLine(line.trim())
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    const timer =
      limit &&
      setTimeout(() => {
        timedOut = true
        end(child, 'SIGTERM')
      }, limit * 1000)
    const done = () => {
      clearTimeout(timer)
      running.delete(child)
    }
    child.on('error', (error) => {
      done()
      reject(new Failure(`Could not start ${program} (${codeOf(error)}): install it and try again.`))
    })
    child.on('close', (code) => {
      done()
      resolve({ code: timedOut ? null : (code ?? 1), output })
    })
  })
}

const lastLines = (/** @type {string} */ text, /** @type {number} */ count) =>
  text.trimEnd().split('\n').slice(-count).join('\n')

/**
 * Like `run`, but a failure shows the end of the output and throws `sentence`.
 * @param {string} program
 * @param {string[]} args
 * @param {string} sentence
 * @param {Options} [options]
 */
export async function mustRun(program, args, sentence, options = {}) {
  const { code, output } = await run(program, args, options)
  if (code === 0) return output
  if (output) console.error(`\n${lastLines(output, 40)}`)
  const cut = code === null ? ` (stopped after ${options.limit} s)` : ''
  throw new Failure(sentence.replace(/\.$/, `${cut}.`))
}
