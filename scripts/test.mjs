// `npm test`: sets up what is missing and runs every stage. --list names them, --only core,lint selects some. --yes installs
// what is missing without asking.
import { setUp } from './setup/everything.mjs'
import { askAbout, compiler } from './setup/system-packages.mjs'
import { commandLine } from './shared/ask.mjs'
import { bold, dim, Failure, green, main, red, say, seconds, yellow } from './shared/say.mjs'
import { stages } from './test/stages.mjs'

const marks = { passed: green('✓'), failed: red('✗'), skipped: yellow('–') }

/** @typedef {import('./test/stage.mjs').Stage} Stage */
/** @typedef {import('./test/stage.mjs').Outcome & { name: string }} NamedOutcome */

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
  /** @type {import('./test/stage.mjs').Context} */ context,
) {
  const start = performance.now()
  say(`\n${bold(`▸ ${stage.name}`)} ${dim(stage.what)}`)
  /** @type {import('./test/stage.mjs').Outcome} */
  let outcome
  try {
    outcome = await stage.run(context)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    outcome = { result: 'failed', note: error.message }
  }
  const note = outcome.note ? `: ${outcome.note}` : ''
  say(`${marks[outcome.result]} ${stage.name} ${outcome.result}${note} ${dim(seconds(start))}`)
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
  const named = (/** @type {NamedOutcome['result']} */ result) =>
    outcomes.filter((outcome) => outcome.result === result)
  const rest = chosen.length - outcomes.length
  const parts = [
    `${named('passed').length} passed`,
    ...named('failed').map(({ name, note }) => `${name} failed${note ? ` (${note})` : ''}`),
    ...named('skipped').map(({ name }) => `${name} skipped`),
    ...named('passed')
      .filter(({ note }) => note?.includes('not run'))
      .map(({ name, note }) => `${name}: ${note}`),
    ...(rest > 0 ? [`${rest} not reached`] : []),
  ]
  const fine = named('failed').length === 0
  say(
    `\n${fine ? marks.passed : marks.failed} ${bold(fine ? 'All is well' : 'Not yet')}: ${parts.join(', ')} (${seconds(start)})`,
  )
  process.exitCode = fine ? 0 : 1
})
