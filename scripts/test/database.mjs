// A database server for the tests: it has a new data folder and a port on 127.0.0.1, and ends with the tests.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../shared/free-port.mjs'
import { pathOf } from '../shared/places.mjs'
import { codeOf, Failure } from '../shared/say.mjs'

const user = 'authflight'

/** @typedef {{ base: string, data: string, port: number, password: string }} Place */
/** @typedef {[program: string, args: string[]]} Order */
/**
 * @typedef {object} Kind
 * @property {string} variable
 * @property {string} scheme
 * @property {string} database
 * @property {(place: Place) => Order} make
 * @property {(place: Place) => Order} serve
 * @property {string} ready
 * @property {NodeJS.Signals} stop
 * @property {NodeJS.Signals} crash
 */
/** @typedef {'MariaDB' | 'PostgreSQL'} Name */

/** How each kind is created, started and stopped. `crash`: without a clean shutdown. @type {Record<Name, Kind>} */
export const kinds = {
  MariaDB: {
    variable: 'AUTHFLIGHT_TEST_MYSQL',
    scheme: 'mysql',
    database: user,
    make: ({ data, base, password }) => {
      const account = `'${user}'@'127.0.0.1'`
      const statements = [
        `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}';`,
        `GRANT ALL ON *.* TO ${account};`,
        `CREATE DATABASE IF NOT EXISTS ${user};`,
      ]
      writeFileSync(join(base, 'start.sql'), `${statements.join('\n')}\n`)
      return ['mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--skip-test-db']]
    },
    serve: ({ data, base, port }) => [
      'mariadbd',
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--socket=socket', // relative to the data folder, because a socket's path must be short
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=32M',
        `--init-file=${join(base, 'start.sql')}`,
      ],
    ],
    ready: 'ready for connections',
    stop: 'SIGTERM',
    crash: 'SIGKILL',
  },
  PostgreSQL: {
    variable: 'AUTHFLIGHT_TEST_POSTGRES',
    scheme: 'postgres',
    database: 'postgres',
    make: ({ data, base, password }) => {
      writeFileSync(join(base, 'password'), password)
      return [
        'initdb',
        [
          `--pgdata=${data}`,
          `--username=${user}`,
          `--pwfile=${join(base, 'password')}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--locale=C',
          '--no-sync',
        ],
      ]
    },
    serve: ({ data, port }) => [
      'postgres',
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-c', 'unix_socket_directories=', '-F'],
    ],
    ready: 'ready to accept connections',
    stop: 'SIGINT', // SIGTERM would wait for the clients to leave
    crash: 'SIGQUIT',
  },
}

// Both refuse to run as root. In that case they run as the user nobody.
/** @returns {{ uid?: number, gid?: number }} */
function account() {
  if (process.getuid?.() !== 0) return {}
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody')
  if (!entry)
    throw new Failure('there is no user "nobody" to run it as: start the tests as a user, not as root.')
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

const lastLines = (/** @type {string} */ text) => text.trimEnd().split('\n').slice(-3).join(' ').slice(-400)

class Database {
  #kind
  #place
  #account = account()
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #watch

  /**
   * @param {Name} name
   * @param {Place} place
   */
  constructor(name, place) {
    this.name = name
    this.#kind = kinds[name]
    this.#place = place
    const { port, password } = place
    this.url = `${this.#kind.scheme}://${user}:${password}@127.0.0.1:${port}/${this.#kind.database}`
  }

  #spawn(/** @type {Order} */ [program, args]) {
    return spawn(pathOf(program), args, {
      cwd: this.#place.data,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LANG: 'C', TZ: 'UTC' },
      ...this.#account,
    })
  }

  async make() {
    const { base, data } = this.#place
    mkdirSync(data, { mode: 0o700 })
    const order = this.#kind.make(this.#place)
    const { uid, gid } = this.#account
    const files = ['.', ...readdirSync(base)].map((file) => join(base, file))
    if (uid !== undefined && gid !== undefined) for (const file of files) chownSync(file, uid, gid)
    const child = this.#spawn(order)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Failure(`${order[0]} failed (${lastLines(said)}).`)
  }

  async start() {
    const order = this.#kind.serve(this.#place)
    const child = this.#spawn(order)
    let said = ''
    await new Promise((/** @type {(ready?: undefined) => void} */ resolve, reject) => {
      const timer = setTimeout(() => reject(new Failure(`${order[0]} was not ready in 60 s.`)), 60_000)
      const listen = (/** @type {Buffer} */ chunk) => {
        said = (said + chunk).slice(-10_000)
        if (!said.includes(this.#kind.ready)) return
        clearTimeout(timer)
        resolve()
      }
      for (const stream of [child.stdout, child.stderr]) stream.on('data', listen)
      child.once('error', (error) =>
        reject(new Failure(`${order[0]} could not be started (${codeOf(error)}).`)),
      )
      child.once('exit', () => {
        clearTimeout(timer)
        reject(new Failure(`${order[0]} ended at once (${lastLines(said)}).`))
      })
    })
    this.#child = child
    // When this process ends for any reason, the pipe is closed, and the shell ends the database.
    const script = 'cat >/dev/null; kill -QUIT "$1" 2>/dev/null'
    this.#watch = spawn('sh', ['-c', script, 'sh', String(child.pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    })
    this.#watch.unref()
  }

  stop() {
    return this.#end(this.#kind.stop)
  }

  crash() {
    return this.#end(this.#kind.crash)
  }

  async #end(/** @type {NodeJS.Signals} */ signal) {
    if (!this.#child) return
    this.#watch?.kill('SIGKILL')
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
    this.#child = undefined
  }

  /** Stops the server and removes its files. */
  async remove() {
    await this.#end(this.#kind.crash)
    rmSync(this.#place.base, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Creates and starts a database server; throws a sentence if that is impossible. */
export async function startDatabase(/** @type {Name} */ name) {
  const base = mkdtempSync(join(tmpdir(), 'authflight-database-'))
  const place = {
    base,
    data: join(base, 'data'),
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
  }
  const database = new Database(name, place)
  try {
    await database.make()
    await database.start()
  } catch (error) {
    rmSync(base, { recursive: true, force: true })
    throw error
  }
  return database
}
