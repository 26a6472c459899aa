// Runs the list over subjects in one browser, and draws the matrix.
import { inTime } from '../e2e/harness/in-time.mjs'
import { checks } from './checks.mjs'
import { NotRun } from './probes.mjs'
import { SubjectTab } from './subject-tab.mjs'

/** @typedef {import('./subject.mjs').Subject} Subject */
/** @typedef {import('./checks.mjs').Scene} Scene */
/** @typedef {import('./checks.mjs').Checks} Checks */

/**
 * A back-end that runs, and what the suite can do to it.
 * @typedef {object} Target
 * @property {string} name the subject's in the page's module
 * @property {string} baseURL
 * @property {Subject} subject
 * @property {import('./probes.mjs').Probe} probe
 */

/** What came of a check. @typedef {{ result: 'passed' | 'failed' | 'notRun', why?: string }} Verdict */

/** Verdicts by check. @typedef {Record<string, Verdict>} Verdicts */

let runs = 0

/** As much of an error as a remark has room for. */
const wordsOf = (/** @type {unknown} */ error) =>
  /** @type {Error} */ (error).message.split('\n').slice(0, 12).join('\n')

/**
 * Plays a list, or the `only` ones of it, over one target.
 * @param {object} options
 * @param {Scene['newPage']} options.newPage
 * @param {import('./page-server.mjs').PageServer} options.pageServer
 * @param {Target} options.target
 * @param {boolean} options.strict whether a word in the console fails a check
 * @param {Checks} [options.list]
 * @param {string[] | undefined} [options.only]
 */
export async function runSubject({
  newPage,
  pageServer,
  target,
  strict,
  list = checks,
  only = Object.keys(list),
}) {
  const { name, baseURL, subject, probe } = target
  const tabs = [new SubjectTab(await newPage(), pageServer), new SubjectTab(await newPage(), pageServer)]
  const [a, b] = tabs
  /** @type {Verdicts} */
  const outcomes = {}
  try {
    for (const tab of tabs) await tab.load()
    for (const [check, play] of Object.entries(list)) {
      if (!only.includes(check)) continue
      runs += 1
      const key = `conformance-${name}-${runs}`
      const openB = async () => {
        scene.tabs = tabs
        await b.use(name, baseURL, key)
      }
      /** @type {Scene} */
      const scene = { a, b, tabs: [a], openB, subject, probe, baseURL, newPage, returnTo: a.address }
      try {
        await inTime(
          (async () => {
            await probe.begin()
            await a.use(name, baseURL, key)
            await play(scene)
            const complaints = tabs.flatMap((tab) => tab.complaints.splice(0))
            if (strict && complaints.length > 0) throw new Error(`the console says: ${complaints.join('; ')}`)
          })(),
          'the check',
          30_000,
        )
        outcomes[check] = { result: 'passed' }
      } catch (error) {
        outcomes[check] =
          error instanceof NotRun
            ? { result: 'notRun', why: `needs ${error.message}` }
            : { result: 'failed', why: wordsOf(error) }
      }
      for (const tab of tabs) await tab.page.evaluate(() => lab.tidy()).catch(() => {})
    }
  } finally {
    for (const tab of tabs) await tab.close()
  }
  return outcomes
}

const marks = { passed: '✓', failed: '✗', notRun: '–', none: ' ' }

/**
 * The matrix as lines: a row per subject, a column per check, and what there is to say of them below.
 * @param {{ title: string, outcomes: Verdicts }[]} rows
 */
export function drawMatrix(rows) {
  const columns = [...new Set(rows.flatMap(({ outcomes }) => Object.keys(outcomes)))]
  const first = Math.max(...rows.map(({ title }) => title.length))
  const lines = [`${' '.repeat(first)}  ${columns.join('  ')}`]
  /** @type {string[]} */
  const remarks = []
  for (const { title, outcomes } of rows) {
    const cells = columns.map((column) => {
      const { result, why } = outcomes[column] ?? { result: 'none' }
      if (why)
        remarks.push(`${marks[result]} ${title}, ${column}: ${result === 'notRun' ? 'not run, ' : ''}${why}`)
      const left = Math.floor(column.length / 2)
      return `${' '.repeat(left)}${marks[result]}${' '.repeat(column.length - left - 1)}`
    })
    lines.push(`${title.padEnd(first)}  ${cells.join('  ')}`.trimEnd())
  }
  return [...lines, ...(remarks.length > 0 ? ['', ...remarks] : [])]
}
