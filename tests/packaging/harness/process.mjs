// Programs that tests start. None outlives its test: each has a time limit, or is stopped by who started it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * The environment without what npm and the test runner tell their own children, and without `CI`, which keeps Vite
 * from ending with the test that started it.
 */
export const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_.*|NODE_OPTIONS|FORCE_COLOR|CI)$/i.test(name)),
)
ownEnvironment.NO_COLOR = '1'

/** Runs a program to its end: `code` is null when it had to be stopped. */
export async function ended(
  /** @type {string} */ program,
  /** @type {string[]} */ args,
  /** @type {import('node:child_process').SpawnOptions & { limit?: number }} */ {
    limit = 60_000,
    ...options
  } = {},
) {
  const child = spawn(program, args, {
    env: ownEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit,
    killSignal: 'SIGKILL',
    ...options,
  })
  const { stdout, stderr } = /** @type {Child} */ (child)
  const texts = [stdout, stderr].map(textOf)
  const [code] = await once(child, 'close')
  const [out, err] = await Promise.all(texts)
  return { code, out, err }
}

/** A child whose output is read. @typedef {import('node:child_process').ChildProcessWithoutNullStreams} Child */

/** Starts a program that stays, and waits for the line that says it is ready. */
export async function started(
  /** @type {string} */ program,
  /** @type {string[]} */ args,
  /** @type {RegExp} */ readyLine,
  /** @type {import('node:child_process').SpawnOptions} */ options,
) {
  const stdio = /** @type {['pipe', 'pipe', 'pipe']} */ (['pipe', 'pipe', 'pipe'])
  const child = /** @type {Child} */ (spawn(program, args, { env: ownEnvironment, stdio, ...options }))
  const gone = once(child, 'exit')
  let printed = ''
  child.stderr.on('data', (chunk) => {
    printed += chunk
  })
  let found
  for await (const line of createInterface({ input: child.stdout })) {
    printed += `${line}\n`
    found = readyLine.exec(line)
    if (found) break
  }
  if (!found) throw new Error(`${args.join(' ')} ended early:\n${printed}`)
  child.stdout.resume() // a full pipe would stop it
  return {
    found,
    async stop() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function textOf(/** @type {import('node:stream').Readable} */ stream) {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}
