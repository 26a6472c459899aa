// The two programs of Chromium that the tests drive. The headless shell is the same engine without windows, and a page costs it a
// third of the processor time. Debian has a package of it; where there is none, the browser does the same, slower.
import { findProgram } from '../shared/places.mjs'
import { run } from '../shared/run.mjs'
import { setUpBrowsers } from './everything.mjs'
import { engine, isPresent, setUpSystemPackages } from './system-packages.mjs'

/** @type {import('./system-packages.mjs').Row} */
const headlessShell = {
  name: "Chromium's headless shell",
  packages: ['chromium-headless-shell'],
  programs: ['chromium-headless-shell'],
}

const isPackaged = async () => {
  const aptCache = findProgram('apt-cache')
  return aptCache !== undefined && (await run(aptCache, ['show', ...headlessShell.packages])).code === 0
}

/** The rows to ask about before Chromium is set up. None if the environment names a Chromium. */
export async function rowsOfChromium() {
  if (process.env.AUTHFLIGHT_CHROMIUM) return []
  return [engine('Chromium'), ...(isPresent(headlessShell) || (await isPackaged()) ? [headlessShell] : [])]
}

/**
 * Installs what is missing. Returns the environment that names the programs to the tests, or the reason why there is no Chromium.
 * @returns {Promise<{ env?: Record<string, string | undefined>, reason?: string | undefined }>}
 */
export async function setUpChromium() {
  if (process.env.AUTHFLIGHT_CHROMIUM) return { env: {} }
  const [chromium] = await setUpBrowsers(['Chromium'])
  if (!chromium?.ready) return { reason: chromium?.reason }
  // Without it the tests are slower, and that is all.
  if (!isPresent(headlessShell) && (await isPackaged()))
    await setUpSystemPackages([headlessShell]).catch(() => {})
  return {
    env: {
      AUTHFLIGHT_CHROMIUM: ['chromium', 'chromium-browser', 'google-chrome'].map(findProgram).find(Boolean),
      AUTHFLIGHT_HEADLESS_SHELL: findProgram('chromium-headless-shell'),
    },
  }
}
