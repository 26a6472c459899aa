/** However many tabs, side by side: with authflight, and each for itself. Two of them, on a time axis, are a situation. */
import { byId, make } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import { compareTabs, REQUESTS } from '../model/tabs.js'
import { notify } from './notice.js'

/** @typedef {import('../model/tabs.js').Side} Side */
/** @typedef {import('../model/tabs.js').Result} Result */
/** @typedef {import('../texts.js').TextName} TextName */

export function startCompare() {
  const card = byId('compare')
  const count = byId('compare-count')
  /** @type {Record<Side, ReturnType<typeof showSide>>} */
  const sides = { ours: showSide('ours'), byHand: showSide('byHand') }
  /** @type {Record<Side, Result> | null} */
  let results = null

  const show = () => {
    const running = card.dataset.state === 'running'
    byId('compare-run').textContent = say(running ? 'compareRunning' : 'compareRun')
    for (const side of Object.values(sides)) side.say()
    byId('compare-said').textContent = results ? say('compareSaid', { ...texts(results) }) : ''
  }
  const clear = () => {
    results = null
    for (const side of Object.values(sides)) side.clear(Number(count.value))
    show()
  }

  async function run() {
    byId('compare-run').ariaDisabled = 'true'
    count.disabled = true
    card.dataset.state = 'running'
    clear()
    try {
      results = await compareTabs(Number(count.value), byId('compare-frames'), (side, ...fate) =>
        sides[side].mark(...fate),
      )
    } catch {
      notify('compare', 'noticeCompare')
    }
    if (results) {
      sides.ours.end(results.ours)
      sides.byHand.end(results.byHand)
    }
    card.dataset.state = results ? 'done' : 'idle'
    byId('compare-run').ariaDisabled = 'false'
    count.disabled = false
    show()
  }

  // Not `disabled` while it runs: the focus stays on it.
  byId('compare-run').addEventListener('click', () => {
    if (card.dataset.state !== 'running') run()
  })
  count.addEventListener('change', () => {
    card.dataset.state = 'idle'
    clear()
  })
  byId('compare-run').ariaDisabled = 'false'
  count.disabled = false
  card.dataset.state = 'idle'
  inEveryLanguage(show)
  clear()
}

/** Both results, in one sentence each. */
const texts = (/** @type {Record<Side, Result>} */ { ours, byHand }) => ({
  ours: verdict(ours),
  byHand: verdict(byHand),
})

const verdict = (/** @type {Result} */ result) =>
  say(result.signedIn ? 'compareGood' : 'compareEnded', {
    n: result.refreshes,
    good: result.answered,
    done: result.asked,
  })

/** One side: a line for each tab, with a dot for each request, and what it came to. */
function showSide(/** @type {Side} */ side) {
  const element = byId(`compare-${side}`)
  /** @param {string} part @returns {HTMLElement} */
  const find = (part) => /** @type {HTMLElement} */ (element.querySelector(`[data-part="${part}"]`))
  /** @type {{ name: HTMLElement, dots: HTMLElement[], sum: HTMLElement }[]} */
  let lines = []
  /** @type {Result | null} */
  let result = null

  const sum = (/** @type {HTMLElement[]} */ dots) => {
    const answered = dots.filter((dot) => dot.dataset.fate === 'answered').length
    return dots.every((dot) => dot.dataset.fate === '') ? '' : `${answered} / ${dots.length}`
  }

  return {
    /** Nothing has happened yet, in so many tabs. */
    clear(/** @type {number} */ tabs) {
      result = null
      lines = Array.from({ length: tabs }, () => ({
        name: make('span'),
        dots: Array.from({ length: REQUESTS }, () => make('i', { data: { fate: '' } })),
        sum: make('span', { className: 'sum' }),
      }))
      find('tabs').replaceChildren(
        ...lines.map(({ name, dots, sum }) =>
          make('li', {}, name, make('span', { className: 'dots', ariaHidden: 'true' }, ...dots), sum),
        ),
      )
    },
    mark(/** @type {number} */ tab, /** @type {number} */ request, /** @type {string} */ fate) {
      const line = lines[tab]
      const dot = line?.dots[request]
      if (!line || !dot) return
      dot.dataset.fate = fate
      line.sum.textContent = sum(line.dots)
    },
    end(/** @type {Result} */ ended) {
      result = ended
    },
    /** In the language of now. */
    say() {
      lines.forEach(({ name }, index) => {
        name.textContent = say('tabNumber', { n: index + 1 })
      })
      find('refreshes').textContent = result ? String(result.refreshes) : '–'
      find('reused').textContent = result ? String(result.reused) : '–'
      find('answered').textContent = result ? `${result.answered} / ${result.asked}` : '–'
      find('end').textContent = result ? say(result.signedIn ? 'stillSignedIn' : 'thrownOut') : '–'
      element.dataset.end = result ? (result.signedIn ? 'good' : 'bad') : ''
    },
  }
}
