// `npm test`: sets up what is missing and runs every stage. --list names them, --only core,lint selects some. --yes installs
// what is missing without asking.
import { setUp } from './setup/everything.mjs'
import { askAbout, compiler } from './setup/system-packages.mjs'
import { commandLine } from './shared/ask.mjs'
import { bold, dim, Failure, green, main, red, say, seconds } from './shared/say.mjs'
import { failed, remarkOn, summaryOf } from './test/outcome.mjs'
import { stages } from './test/stages.mjs'

const marks = { passed: green('✓'), failed: red('✗') }

/** @typedef {import('./test/outcome.mjs').Stage} Stage */
/** @typedef {import('./test/outcome.mjs').Outcome & { name: string }} NamedOutcome */

function chosenStages(/** @type {string[]} */ args) {
  const at = args.findIndex((arg) => arg === '--only' || arg.startsWith('--only='))
  if (at < 0) return stages
  const names = (args[at]?.split('=')[1] ?? args[at + 1] ?? '').split(',').filter(Boolean)
  const unknown = names.find((name) => !stages.some((stage) => stage.name === name))
  if (unknown || names.length === 0) {
    throw new Failure(
      `${unknown ?? '--only'} names no stage: choose from ${stages.map((stage) => stage.name).join(', ')}.`,
    )
  }
  return stages.filter((stage) => names.includes(stage.name))
}

/** @returns {Promise<NamedOutcome>} */
async function runStage(
  /** @type {Stage} */ stage,
  /** @type {import('./test/outcome.mjs').Context} */ context,
) {
  const start = performance.now()
  say(`\n${bold(`▸ ${stage.name}`)} ${dim(stage.what)}`)
  /** @type {import('./test/outcome.mjs').Outcome} */
  let outcome
  try {
    outcome = await stage.run(context)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    outcome = failed(error.message)
  }
  const remark = remarkOn(outcome)
  say(
    `${marks[outcome.result]} ${stage.name} ${outcome.result}${remark && `: ${remark}`} ${dim(seconds(start))}`,
  )
  return { name: stage.name, ...outcome }
}

await main(async () => {
  const args = commandLine()
  if (args.includes('--list')) {
    for (const { name, what } of stages) say(`${name.padEnd(10)} ${what}`)
    return
  }
  const chosen = chosenStages(args)
  // All questions come before the first stage: nobody watches a run that takes minutes.
  const rows = await Promise.all(chosen.map((stage) => stage.system?.() ?? []))
  await askAbout([compiler, ...rows.flat()])
  const start = performance.now()
  const context = { toolFolders: await setUp() }
  /** @type {NamedOutcome[]} */
  const outcomes = []
  for (const stage of chosen) {
    const outcome = await runStage(stage, context)
    outcomes.push(outcome)
    if (outcome.result === 'failed') break
  }
  const fine = outcomes.every(({ result }) => result === 'passed')
  say(
    `\n${fine ? marks.passed : marks.failed} ${bold(fine ? 'All is well' : 'Not yet')}: ${summaryOf(outcomes, chosen.length)} (${seconds(start)})`,
  )
  process.exitCode = fine ? 0 : 1
})
