// A demo back-end of the test's own, on a free port; it ends with the test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { libraries } from '../../../scripts/shared/site.mjs'
import { Control } from './control.mjs'
import { fixturesFolder, packageFolder, serverProgram, siteFolder } from './places.mjs'

/** One that has been started. @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/**
 * Starts a server; `mounts` are further folders by name, `database` a URL, `flags` more of the command line.
 * What it says of trouble is in `said()`.
 * @param {{ mounts?: Record<string, string> | undefined, database?: string, flags?: string[] }} [options]
 */
export async function startServer({ mounts = {}, database, flags = [] } = {}) {
  const folders = { fixtures: fixturesFolder, ...libraries, ...mounts }
  const args = [
    ...['--port', '0', '--exit-with-stdin', '--site', siteFolder, '--package', packageFolder],
    ...Object.entries(folders).flatMap(([name, folder]) => ['--mount', `${name}=${folder}`]),
    ...flags,
  ]
  // By the environment, where nobody else sees the password.
  const env = { ...process.env, ...(database && { DATABASE_URL: database }) }
  const child = spawn(serverProgram, args, { stdio: ['pipe', 'pipe', database ? 'pipe' : 'inherit'], env })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const url = await readyAt(child, () => said)
  const control = new Control(url)
  return {
    url,
    control,
    port: Number(new URL(url).port),
    said: () => said,
    async stop() {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL') // what hangs on order would keep it
      await gone
    },
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} said
 */
async function readyAt(child, said) {
  for await (const line of createInterface({
    input: /** @type {import('node:stream').Readable} */ (child.stdout),
  })) {
    const [, url] = /^listening on (\S+)$/.exec(line) ?? []
    if (url) return url
  }
  throw new Error(`The server did not start: ${serverProgram} ${said()}`)
}
