/** The table of what a situation came to: a column for each client. */
import { byId, make } from '../dom.js'
import { say } from '../language.js'

/** @typedef {import('../model/facts.js').Facts} Facts */
/** @typedef {import('../texts.js').TextName} TextName */
/** @typedef {{ name: string, text: TextName, value: (facts: Facts) => string }} Row */

/** @type {Row[]} */
const rows = [
  { name: 'refreshes', text: 'countRefreshes', value: ({ refreshes }) => String(refreshes) },
  { name: 'refused', text: 'countRefused', value: ({ refused }) => String(refused) },
  { name: 'answered', text: 'countAnswered', value: ({ answered, asked }) => `${answered} / ${asked}` },
  { name: 'lost', text: 'countLost', value: ({ lost }) => String(lost) },
]

/** @type {Row} */
const session = {
  name: 'after',
  text: 'countAfter',
  value: ({ signedIn }) => say(signedIn ? 'afterIn' : 'afterOut'),
}
/** @type {Row} */
const tokens = {
  name: 'after',
  text: 'countAfter',
  value: ({ keepsTokens }) => say(keepsTokens ? 'afterKept' : 'afterClean'),
}
/** @type {Row} */
const warnings = {
  name: 'warnings',
  text: 'countWarnings',
  value: ({ warnings }) => [...new Set(warnings)].join(' ') || '–',
}
/** @type {Row} */
const hashes = {
  name: 'hashes',
  text: 'countHashes',
  value: ({ hashes = [] }) => hashes.map((hash) => hash.slice(0, 8) || '–').join(' '),
}

/** What each column is made with. */
const scriptOf = { ours: 'tabs/with-authflight.js', byHand: 'tabs/by-hand.js' }

/**
 * @param {import('../model/situations.js').Situation} situation
 * @param {{ ours: Facts, byHand?: Facts }} sides
 */
export function showCounts({ ends }, sides) {
  const shown = [
    ...rows,
    ends ? tokens : session,
    ...(sides.ours.hashes ? [hashes] : []),
    ...(sides.ours.warnings.length > 0 ? [warnings] : []),
  ]
  const columns = /** @type {[keyof typeof sides, Facts][]} */ (Object.entries(sides))
  const head = columns.map(([side]) => {
    const code = make('a', { href: scriptOf[side], textContent: say('itsCode') })
    const name = make('span', { textContent: say(side === 'ours' ? 'withUs' : 'withQueue') })
    return make('th', { scope: 'col' }, name, ' ', code)
  })
  const table = byId('counts')
  table.tHead?.replaceChildren(make('tr', {}, make('td'), ...head))
  table.tBodies[0]?.replaceChildren(
    ...shown.map(({ name, text, value }) =>
      make(
        'tr',
        {},
        make('th', { scope: 'row', textContent: say(text) }),
        ...columns.map(([side, facts]) =>
          make('td', { textContent: value(facts), data: { test: `count-${side}-${name}` } }),
        ),
      ),
    ),
  )
}
