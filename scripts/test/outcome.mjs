// What a stage is, and what comes of one.

/** @typedef {import('../setup/system-packages.mjs').Row[]} Rows */
/**
 * What came of a stage. `notRun` names the parts that could not be run on this machine: they do not fail the stage, and are named.
 * @typedef {{ result: 'passed' | 'failed', note: string | undefined, notRun: string[] }} Outcome
 */
/** @typedef {{ toolFolders: string[] }} Context the folders of the tools' programs */
/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} what
 * @property {() => Rows | Promise<Rows>} [system]
 * @property {(context: Context) => Outcome | Promise<Outcome>} run
 */

/** @type {(note?: string, notRun?: string[]) => Outcome} */
export const passed = (note, notRun = []) => ({ result: 'passed', note, notRun })
/** @type {(note?: string, notRun?: string[]) => Outcome} */
export const failed = (note, notRun = []) => ({ result: 'failed', note, notRun })

/** The remark on an outcome: its note, and what was not run. */
export const remarkOn = (/** @type {Outcome} */ { note, notRun }) =>
  [note, notRun.length > 0 && `not run: ${notRun.join(', ')}`].filter(Boolean).join('; ')

/**
 * What the last line of a run says of all stages.
 * @param {(Outcome & { name: string })[]} outcomes
 * @param {number} chosen how many stages were to run
 */
export function summaryOf(outcomes, chosen) {
  const good = outcomes.filter(({ result }) => result === 'passed')
  const bad = outcomes.filter(({ result }) => result === 'failed')
  const remark = (/** @type {Outcome} */ outcome) => {
    const text = remarkOn(outcome)
    return text ? ` (${text})` : ''
  }
  const notReached = chosen - outcomes.length
  const parts = [
    `${good.length} passed`,
    ...bad.map((outcome) => `${outcome.name} failed${remark(outcome)}`),
    ...good
      .filter(({ notRun }) => notRun.length > 0)
      .map(({ name, notRun }) => `${name} without ${notRun.join(', ')}`),
    ...(notReached > 0 ? [`${notReached} not reached`] : []),
  ]
  return parts.join(', ')
}
