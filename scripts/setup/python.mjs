// A Python with the packages that a requirements file names, in an environment of its own in the cache outside the checkout.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { alone } from '../shared/lock.mjs'
import { cache, findProgram } from '../shared/places.mjs'
import { run } from '../shared/run.mjs'
import { step } from '../shared/say.mjs'
import { hashOf } from '../shared/stamp.mjs'

/**
 * Its program, or a sentence why there is none: Python is not needed for anything else.
 * @param {string} requirements
 * @returns {Promise<{ program?: string, reason?: string }>}
 */
export async function pythonWith(requirements) {
  const python = findProgram('python3')
  if (!python) return { reason: 'Python is missing: install Python 3.10 or newer with its venv module.' }
  const { output: version } = await run(python, ['--version'])
  const folder = join(cache, 'python', hashOf([requirements], version).slice(0, 12))
  const program = join(folder, 'bin/python')
  const finished = join(folder, 'finished')
  if (existsSync(finished)) return { program }
  return alone(join(cache, 'python.lock'), 'set-up', async () => {
    if (existsSync(finished)) return { program }
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(dirname(folder), { recursive: true })
    return step('Installing Python packages of real back-ends', async () => {
      const made = await run(python, ['-m', 'venv', folder], { limit: 60 })
      if (made.code !== 0)
        return { reason: 'Python has no venv module: install python3-venv, or Python 3.10 or newer.' }
      const args = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements]
      const { code, output } = await run(program, args, { limit: 300 })
      if (code !== 0) {
        rmSync(folder, { recursive: true, force: true })
        return { reason: `pip could not install the back-ends: ${output.trim().split('\n').at(-1)}` }
      }
      mkdirSync(finished)
      return { program }
    })
  })
}
