/** The situations: a button for each, and below them what the last one came to. */
import { byId, make } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import { situations } from '../model/situations.js'
import { perform } from '../model/stage.js'
import { showCounts } from './counts.js'
import { stepsOf } from './steps.js'
import { comparison, verdictOf } from './verdict.js'

/** @typedef {import('../model/situations.js').SituationName} SituationName */
/** @typedef {import('../model/situations.js').Situation} Situation */
/** @typedef {import('../model/stage.js').Play} Play */
/** @typedef {import('../model/facts.js').Facts} Facts */
/** @typedef {import('../tabs/frame.js').Side} Side */
/** @typedef {import('../texts.js').TextName} TextName */
/** `failure`: why it was not played to its end. @typedef {{ name: SituationName, plays: Play[], facts: Partial<Record<Side, Facts>>, failure: TextName | null }} Run */

export function startSituations(/** @type {import('../model/client.js').Client} */ client) {
  const card = byId('situations')
  const names = /** @type {SituationName[]} */ (Object.keys(situations))
  const choices = new Map(names.map((name) => [name, choice(name)]))
  /** @type {Run | null} */
  let run = null

  byId('choices').append(...[...choices.values()].map(({ button }) => make('li', {}, button)))
  for (const [name, { button }] of choices) {
    button.addEventListener('click', () => {
      if (card.dataset.state !== 'running') start(name)
    })
  }

  byId('next').addEventListener('click', () => {
    if (run && card.dataset.state !== 'running') start(after(names, run.name))
  })

  const isRunning = () => card.dataset.state === 'running'

  function draw() {
    if (run) byId('played').steps = stepsOf(run.plays)
    if (isRunning()) requestAnimationFrame(draw)
  }

  function show() {
    for (const [name, { button, title, look }] of choices) {
      title.textContent = say(textOf(name, 'Title'))
      look.textContent = say(textOf(name, 'Look'))
      button.ariaDisabled = String(isRunning())
      if (run?.name === name) button.ariaCurrent = 'true'
      else button.removeAttribute('aria-current')
    }
    byId('outcome').hidden = !run
    if (!run) return
    showRun(run)
    byId('next').textContent = say('next', { message: say(textOf(after(names, run.name), 'Title')) })
    byId('next').ariaDisabled = String(isRunning())
  }

  async function start(/** @type {SituationName} */ name) {
    /** @type {Situation} */
    const situation = situations[name]
    run = { name, plays: [], facts: {}, failure: null }
    card.dataset.state = 'running'
    show()
    byId('outcome').scrollIntoView()
    draw()
    /** @type {Side[]} */
    const sides = byId('side-by-side').checked ? ['ours', 'byHand'] : ['ours']
    try {
      // A browser has one cookie of that name and path.
      if (situation.setup?.dialect === client.dialect && client.dialect === 'cookie')
        run.failure = 'cookieInUse'
      else
        for (const side of sides) {
          const plays = [...run.plays]
          const { facts } = await perform(situation, side, byId('situation-frames'), (play) => {
            if (run) run.plays = [...plays, play]
          })
          run.facts[side] = facts
        }
    } catch {
      run.failure = 'notPlayed'
    }
    card.dataset.state = 'done'
    show()
    draw()
  }

  inEveryLanguage(() => {
    show()
    draw()
  })
}

/** The next one; the first after the last. @param {SituationName[]} names @param {SituationName} name */
const after = (names, name) => names[(names.indexOf(name) + 1) % names.length] ?? name

/** @param {SituationName} name @param {'Title' | 'Look' | 'Good' | 'Bad'} kind */
const textOf = (name, kind) => /** @type {TextName} */ (`${name}${kind}`)

function choice(/** @type {SituationName} */ name) {
  const title = make('b')
  const look = make('span')
  const button = make('button', { type: 'button', data: { test: `situation-${name}` } }, title, look)
  return { button, title, look }
}

function showRun(/** @type {Run} */ { name, facts, failure }) {
  /** @type {Situation} */
  const situation = situations[name]
  const { rule, docs } = situation
  byId('outcome').dataset.situation = name
  byId('outcome-title').textContent = say(textOf(name, 'Title'))
  byId('outcome-look').textContent = say(textOf(name, 'Look'))
  byId('outcome-rule').textContent = rule
  byId('outcome-rule-words').textContent = say(/** @type {TextName} */ (`rule${rule}`))
  byId('outcome-docs').href = `${say('docsFolder')}/${docs}`
  const { ours, byHand } = facts
  const isOver = failure !== null || byId('situations').dataset.state === 'done'
  const lines = isOver ? verdicts(name, facts, failure) : [make('p', { textContent: say('running') })]
  byId('verdicts').replaceChildren(...lines)
  byId('counts').hidden = !ours
  if (ours) showCounts(situation, byHand ? { ours, byHand } : { ours })
}

/** @param {SituationName} name @param {Run['facts']} facts @param {TextName | null} failure */
function verdicts(name, { ours, byHand }, failure) {
  const lines = []
  for (const [side, facts] of /** @type {const} */ ([
    ['ours', ours],
    ['byHand', byHand],
  ])) {
    if (!facts) continue
    const isGood = situations[name].isGood(facts)
    const line = make('p', {
      className: 'verdict',
      data: { test: `verdict-${side}`, end: isGood ? 'good' : 'bad' },
    })
    if (byHand) line.append(make('b', { textContent: say(side === 'ours' ? 'withUs' : 'withQueue') }), ' ')
    line.append(
      `${isGood ? '✓' : '✕'} ${verdictOf(situations[name], facts, say(textOf(name, isGood ? 'Good' : 'Bad')))}`,
    )
    lines.push(line)
  }
  if (ours && byHand)
    lines.push(
      make('p', {
        className: 'comparison',
        textContent: comparison(situations[name], ours, byHand),
        data: { test: 'comparison' },
      }),
    )
  if (failure) lines.push(make('p', { className: 'error', textContent: say(failure) }))
  return lines
}
