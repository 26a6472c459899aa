/** One batch: a line for the refresh, a line for each request, a common time axis. */
import { make } from '../dom.js'
import { clock, duration, say } from '../language.js'
import { segments } from '../model/segments.js'
import { startRows } from './rows.js'
import { batchSummary, batchWords, callResult, callWords, flightResult, flightWords } from './words.js'

/** From this many requests on, the lines are thin and without words of their own. */
const MANY = 25
/** The axis grows in these steps while requests are under way, so that it does not slide all the time. */
const SCALES = [50, 100, 200, 500, 1000, 2000, 4000, 6000, 8000, 12_000, 20_000, 40_000, 80_000]

/** @typedef {import('../model/calls.js').Call} Call */
/** @typedef {import('../model/calls.js').Flight} Flight */
/** @typedef {import('../model/calls.js').Stretch & { kind: string, refused?: boolean }} Bar */
/** @typedef {ReturnType<typeof line>} Line */

export function showBatch(/** @type {import('../model/calls.js').Batch} */ batch) {
  const title = make('h3')
  const time = make('time')
  const summary = make('p', { className: 'batch-summary', data: { test: 'batch-summary' } })
  const axis = make('div', { className: 'axis', ariaHidden: 'true' })
  const bands = make('div', { className: 'bands', ariaHidden: 'true' })
  const flightRows = make('div')
  const rows = make('ol', { className: 'rows' })
  const words = make('p', { className: 'batch-words', data: { test: 'batch-words' } })
  const chart = make('div', { className: 'chart' }, axis, bands, flightRows, rows)
  const element = make(
    'article',
    { className: 'batch', data: { test: 'batch' } },
    make('header', {}, title, time, summary),
    chart,
    words,
  )
  chart.classList.toggle('many', batch.calls.length >= MANY)

  const lines = new Map(batch.calls.map((call) => [call, line('request-row')]))
  rows.append(...[...lines.values()].map(({ button }) => make('li', {}, button)))
  /** @type {Map<Flight, Line & { band: HTMLElement }>} */
  const flights = new Map()
  const stale = new Set(batch.calls)
  /** @type {Element | null} */
  let pointed = null
  let scale = 0

  startRows(chart, (button) => {
    pointed = button
    sayWords()
  })

  function sayWords() {
    const call = batch.calls.find((one) => lines.get(one)?.button === pointed)
    const flight = batch.flights.find((one) => flights.get(one)?.button === pointed)
    words.textContent = call ? callWords(call) : flight ? flightWords(flight, Date.now()) : batchWords(batch)
  }

  function showCall(/** @type {Call} */ call) {
    const { button, label, track, result } = /** @type {Line} */ (lines.get(call))
    track.replaceChildren(...bars(segments(call), batch.at))
    label.textContent = `${call.number}`
    result.textContent = callResult(call)
    const { outcome } = call
    const refusedWith200 = outcome?.status === 200 && outcome.refused
    button.dataset.result = refusedWith200 ? 'refused' : String(outcome?.status ?? outcome?.code ?? '')
    button.ariaLabel = callWords(call)
  }

  function rowOf(/** @type {Flight} */ flight) {
    const known = flights.get(flight)
    if (known) return known
    const row = { ...line('refresh-row'), band: make('div', { className: 'band' }) }
    flights.set(flight, row)
    flightRows.append(row.button)
    bands.append(row.band)
    return row
  }

  function showFlight(/** @type {Flight} */ flight) {
    const { button, label, track, result, band } = rowOf(flight)
    const whole = { kind: 'flight', from: flight.from, to: flight.to }
    const parts = flight.exchanges.map(({ from, to }) => ({ kind: 'exchange', from, to }))
    track.replaceChildren(...bars([whole, ...parts], batch.at))
    place(band, whole, batch.at)
    label.textContent = say('refreshRow')
    result.textContent = flightResult(flight)
    button.dataset.result = flight.result ?? ''
    button.ariaLabel = flightWords(flight, Date.now())
  }

  function showAxis(/** @type {number} */ span) {
    if (span === scale) return
    scale = span
    chart.style.setProperty('--scale', String(span))
    // As many as have room for their words.
    const most = chart.clientWidth < 480 ? 3 : 5
    const step = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000].find(
      (size) => span / size <= most,
    )
    const ticks = []
    for (let at = 0; at <= span * 0.94; at += step ?? span) {
      const tick = make('span', { textContent: at === 0 ? '0' : duration(at) })
      tick.style.setProperty('--from', String(at))
      ticks.push(tick)
    }
    axis.replaceChildren(...ticks)
  }

  function draw() {
    for (const call of stale) showCall(call)
    if (stale.size > 0) summary.textContent = batchSummary(batch)
    stale.clear()
    for (const flight of batch.flights) showFlight(flight)

    const ends = [...batch.calls.map(({ outcome }) => outcome?.t), ...batch.flights.map(({ to }) => to)]
    const ended = ends.filter((end) => typeof end === 'number')
    const running = ended.length < ends.length
    const now = (running ? Date.now() : Math.max(...ended)) - batch.at
    element.dataset.state = batch.done ? 'done' : 'running'
    chart.style.setProperty('--now', String(now))
    showAxis(running ? (SCALES.find((size) => size >= now) ?? now) : Math.max(now, 5))
    if (pointed || batch.done) sayWords()
    return running
  }

  return {
    element,
    /** Shows what has changed; whether there is more to come. */
    draw,
    /** That call has to be drawn anew. */
    changed: (/** @type {Call | undefined} */ call) => call && stale.add(call),
    /** In the language of now. */
    say() {
      title.textContent = say('batchTitle', { n: batch.calls.length })
      time.textContent = clock(batch.at)
      rows.ariaLabel = say('batchLabel', { n: batch.calls.length })
      for (const call of batch.calls) stale.add(call)
      draw()
    },
  }
}

/** A line of the chart, which can be pointed at. */
function line(/** @type {string} */ test) {
  const label = make('span', { className: 'label' })
  const track = make('span', { className: 'track' })
  const result = make('span', { className: 'result', data: { test: 'result' } })
  const button = make(
    'button',
    { type: 'button', className: 'line', tabIndex: -1, data: { test } },
    label,
    track,
    result,
  )
  return { button, label, track, result }
}

/** Stretches of time as elements, with a tick where a 401 ended one. */
function bars(/** @type {Bar[]} */ stretches, /** @type {number} */ start) {
  return stretches.map((stretch) => {
    const bar = make('i', { className: stretch.kind })
    if (stretch.refused) bar.classList.add('refused')
    place(bar, stretch, start)
    return bar
  })
}

/**
 * @param {HTMLElement} element
 * @param {import('../model/calls.js').Stretch} stretch
 * @param {number} start
 */
function place(element, { from, to }, start) {
  element.style.setProperty('--from', String(from - start))
  element.style.setProperty('--to', to === null ? 'var(--now)' : String(to - start))
}
