// The stage of the real back-end libraries. Those of Python are reported by name where there is no Python.
import { installIn } from '../setup/node-modules.mjs'
import { pythonWith } from '../setup/python.mjs'
import { inRoot } from '../shared/places.mjs'
import { say, yellow } from '../shared/say.mjs'
import { filesIn } from './files.mjs'

const ofPython = ['Flask-JWT-Extended', 'djangorestframework-simplejwt']

/** Installs what the back-ends of Node are built on. */
export const installNodeBackEnds = () => installIn('tests/back-ends/node', ['--ignore-scripts'])

/** The Python that those of Python run in, or why there is none. */
export const pythonOfBackEnds = () => pythonWith(inRoot('tests/back-ends/python/requirements.txt'))

/** @param {(files: string[]) => Promise<import('./outcome.mjs').Outcome>} test */
export async function testBackEnds(test) {
  await installNodeBackEnds()
  const { reason } = await pythonOfBackEnds()
  if (reason) for (const name of ofPython) say(`  ${yellow('–')} ${name} not run: ${reason}`)
  const outcome = await test(filesIn('tests/back-ends'))
  return { ...outcome, notRun: reason ? ofPython : [] }
}
