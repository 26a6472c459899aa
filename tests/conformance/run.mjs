// `npm run conformance`: the suite against our own back-end, or against yours.
//   npm run conformance -- --base-url https://api.example --config my-back-end.mjs
//     [--browser firefox] [--checks login,expiry] [--page-port 5173]
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Failure, main, say, warn } from '../../scripts/shared/say.mjs'
import { revoked } from '../back-ends/revoked.mjs'
import { startBackEnds, subjectsFile } from '../back-ends/servers.mjs'
import { browserNames, startBrowser } from './browsers.mjs'
import { checks } from './checks.mjs'
import { ownTargets } from './own.mjs'
import { startPageServer } from './page-server.mjs'
import { PageProbe } from './probes.mjs'
import { subjectAt } from './subject.mjs'
import { drawMatrix, runSubject } from './suite.mjs'

/**
 * Targets that the same page serves.
 * @typedef {object} Group
 * @property {import('./suite.mjs').Target[]} targets
 * @property {import('./page-server.mjs').PageServer} pageServer
 * @property {{ stop(): Promise<void> }} [backEnd] what was started for them
 * @property {import('./checks.mjs').Checks} [list]
 * @property {boolean} [strict]
 */

const messageOf = (/** @type {unknown} */ error) => /** @type {Error} */ (error).message

function options() {
  try {
    const { values } = parseArgs({
      options: {
        'base-url': { type: 'string' },
        config: { type: 'string' },
        browser: { type: 'string' },
        'page-port': { type: 'string' },
        checks: { type: 'string' },
      },
    })
    return values
  } catch (error) {
    throw new Failure(messageOf(error))
  }
}

function chosenBrowsers(/** @type {string | undefined} */ wanted) {
  if (!wanted) return browserNames
  const found = browserNames.filter((name) => name.toLowerCase() === wanted.toLowerCase())
  if (found.length === 0) throw new Failure(`--browser ${wanted}: choose from ${browserNames.join(', ')}.`)
  return found
}

function chosenChecks(/** @type {string | undefined} */ wanted) {
  if (!wanted) return undefined
  const names = wanted.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !(name in checks))
  if (unknown) throw new Failure(`--checks ${unknown}: choose from ${Object.keys(checks).join(', ')}.`)
  return names
}

/**
 * The user's back-end, read from the module that describes it.
 * @param {string} file
 * @param {string} baseURL
 */
async function foreignTarget(file, baseURL) {
  /** @type {{ default?: import('./subject.mjs').Descriptions }} */
  const { default: described } = await import(pathToFileURL(file).href).catch((error) => {
    throw new Failure(`${file} cannot be read: ${messageOf(error)}`)
  })
  const descriptions = described ?? {}
  const [name] = Object.keys(descriptions)
  const description = descriptions[name]
  for (const key of /** @type {const} */ (['auth', 'credentials', 'get'])) {
    if (!description?.[key])
      throw new Failure(`${file}: expected \`export default { name: { ${key}, … } }\`.`)
  }
  const subject = subjectAt(description, baseURL)
  return { name, baseURL, subject, probe: new PageProbe(subject) }
}

/**
 * One back-end of the user's.
 * @param {string} file
 * @param {string} baseURL
 * @param {number} port
 * @returns {Promise<Group>}
 */
async function yours(file, baseURL, port) {
  const targets = [await foreignTarget(file, baseURL.replace(/\/$/, ''))]
  const pageServer = await startPageServer({ config: file, port })
  say(`The page is at ${pageServer.url}: your back-end must let that origin ask (CORS).`)
  return { targets, pageServer, strict: false }
}

/** Our own, with all its dialects. @returns {Promise<Group>} */
async function own() {
  const backEnd = await ownTargets()
  return { targets: backEnd.targets, backEnd, pageServer: await startPageServer() }
}

/** Real libraries. @returns {Promise<Group>} */
async function real() {
  const pageServer = await startPageServer({ config: subjectsFile })
  const backEnd = await startBackEnds(`${pageServer.url}/conformance/page/index.html`)
  for (const [name, reason] of Object.entries(backEnd.notRun)) warn(`${name} not run: ${reason}`)
  return { targets: backEnd.targets, backEnd, pageServer, list: { ...checks, revoked } }
}

await main(async () => {
  const { 'base-url': baseURL, config, browser, 'page-port': port, checks: wanted } = options()
  const browsers = chosenBrowsers(browser)
  const only = chosenChecks(wanted)
  if (Boolean(baseURL) !== Boolean(config)) {
    throw new Failure('--base-url and --config belong together: where your back-end is, and how it speaks.')
  }
  const groups =
    baseURL && config
      ? [await yours(resolve(config), baseURL, Number(port ?? 0))]
      : [await own(), await real()]
  let red = 0
  try {
    for (const name of browsers) {
      const browser = await startBrowser(name)
      if (browser.reason !== undefined) {
        warn(`${name} not run: ${browser.reason}`)
        continue
      }
      const rows = []
      for (const { targets, pageServer, list = checks, strict = true } of groups) {
        for (const target of targets) {
          const { newPage } = browser
          const outcomes = await runSubject({ newPage, pageServer, target, strict, list, only })
          rows.push({ title: target.name, outcomes })
          red += Object.values(outcomes).filter(({ result }) => result === 'failed').length
        }
      }
      await browser.close()
      say(`\n${name}`)
      for (const line of drawMatrix(rows)) say(line)
    }
  } finally {
    for (const { pageServer, backEnd } of groups) {
      pageServer.stop()
      await backEnd?.stop()
    }
  }
  process.exitCode = red > 0 ? 1 : 0
})
