// A machine on which only the given programs are installed: the scripts of the checkout run there.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, inRoot } from '../../../scripts/shared/places.mjs'

/** @typedef {import('node:child_process').ChildProcessWithoutNullStreams} Child */

/** util-linux' `script` runs a command at a terminal of its own. */
export const terminal = process.platform === 'linux' ? findProgram('script') : undefined

export class Machine {
  #folder = mkdtempSync(join(tmpdir(), 'authflight-machine-'))
  #programs = join(this.#folder, 'bin')
  #log = join(this.#folder, 'log')

  constructor() {
    mkdirSync(this.#programs)
    symlinkSync(String(findProgram('env')), join(this.#programs, 'env'))
    this.add('sudo', '[ "$1" = -n ] && shift; exec "$@"')
  }

  /** Installs a program. Each of its calls is logged, then `body` runs in a shell without other programs. */
  add(/** @type {string} */ name, body = '') {
    const text = `#!/bin/sh\necho "${name} $*" >> '${this.#log}'\n${body}\n`
    writeFileSync(join(this.#programs, name), text, { mode: 0o755 })
  }

  /** The shell command that installs an empty program. */
  installs(/** @type {string} */ name) {
    return `echo '#!/bin/sh' > '${join(this.#programs, name)}'`
  }

  /** The path of a file that programs may leave marks in. */
  file(/** @type {string} */ name) {
    return join(this.#folder, name)
  }

  /** What was called, without sudo. */
  get calls() {
    const text = existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : ''
    return text.split('\n').filter((line) => line && !line.startsWith('sudo '))
  }

  #env(/** @type {object} */ env) {
    return {
      PATH: this.#programs,
      HOME: this.#folder,
      CARGO_HOME: this.#folder,
      AUTHFLIGHT_CACHE: this.file('cache'),
      NO_COLOR: '1',
      TERM: 'dumb',
      ...env,
    }
  }

  /** Runs a script of the checkout without a terminal. */
  run(/** @type {string} */ script, /** @type {string[]} */ args = [], env = {}) {
    const child = /** @type {Child} */ (
      /** @type {unknown} */ (
        spawn(process.execPath, [inRoot(script), ...args], {
          env: this.#env(env),
          stdio: ['ignore', 'pipe', 'pipe'],
        })
      )
    )
    return this.#ended(child)
  }

  /** Runs it at a terminal, where `answer` is typed at a question. */
  runAtTerminal(
    /** @type {string} */ script,
    /** @type {string[]} */ args,
    /** @type {string | undefined} */ answer = undefined,
    env = {},
  ) {
    const command = [process.execPath, inRoot(script), ...args].map((part) => `'${part}'`).join(' ')
    const child = spawn(String(terminal), ['-qec', command, '/dev/null'], {
      env: this.#env({ SHELL: '/bin/sh', ...env }),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    return this.#ended(child, answer)
  }

  async #ended(/** @type {Child} */ child, /** @type {string | undefined} */ answer = undefined) {
    const deadline = setTimeout(() => child.kill('SIGKILL'), 30_000)
    let output = ''
    let answered = answer === undefined
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text
        if (answered || !output.includes('[Y/n]')) return
        answered = true
        child.stdin.write(answer)
      })
    }
    const [code] = await once(child, 'close')
    clearTimeout(deadline)
    return { code, output }
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
