// The demo page's situations, played as the reader plays them, and what the server saw of them.
import assert from 'node:assert/strict'
import { part } from './demo-page.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./control.mjs').Control} Control */

/** @typedef {{ title: string, outcome?: string, spans: object[] }} Lane */

export const names = [
  ...['ten', 'late', 'tabs', 'failsOnce', 'refused', 'silent', 'offline', 'closed', 'otherUser'],
  ...['clock', 'reload', 'upload', 'logout'],
]

/** Chooses a situation, and resolves when it has been played. */
export async function playSituation(/** @type {Page} */ page, /** @type {string} */ name) {
  await page.click(part(`situation-${name}`))
  await done(page, name)
}

export async function done(/** @type {Page} */ page, /** @type {string} */ name) {
  await page.waitForSelector(
    `${part('situations')}[data-state="done"] ${part('outcome')}[data-situation="${name}"]`,
  )
}

const number = async (/** @type {Page} */ page, /** @type {string} */ test) =>
  Number(await page.textContent(part(test)))

/**
 * What the page says of one side: its verdict, the numbers of its table, and what its timeline has drawn. Answers of `/me` are left
 * out of `drawn.answered`, as the page asks there afterwards, too.
 */
export async function shownOf(/** @type {Page} */ page, /** @type {string} */ side) {
  const [verdict, end] = await page.$eval(part(`verdict-${side}`), ({ textContent, dataset }) => [
    textContent,
    dataset.end,
  ])
  const drawn = await page.$eval(
    part('played'),
    ({ steps }, side) => {
      const isOf = (/** @type {{ id: string }} */ { id }) => id.startsWith(`${side}-`)
      const lanes = steps.lanes.filter(isOf)
      return {
        lanes: lanes.length,
        answered: lanes.filter(
          (/** @type {Lane} */ { title, outcome }) => Number(outcome) < 400 && !title.endsWith('/me'),
        ).length,
        refused: lanes
          .flatMap((/** @type {Lane} */ { spans }) => spans)
          .filter((/** @type {{ refused: boolean }} */ { refused }) => refused).length,
        refreshes: steps.refreshes.filter(isOf).length,
        open: lanes.filter((/** @type {Lane} */ { outcome }) => outcome === undefined).length,
      }
    },
    side,
  )
  return {
    verdict,
    end,
    refreshes: await number(page, `count-${side}-refreshes`),
    refused: await number(page, `count-${side}-refused`),
    lost: await number(page, `count-${side}-lost`),
    answered: await page.textContent(part(`count-${side}-answered`)),
    after: await page.textContent(part(`count-${side}-after`)),
    drawn,
  }
}

/**
 * What the server saw of each play, the first play first. A play begins with the login of `tabs`. Afterwards the page asks `/me`,
 * whether somebody is signed in: by hand that may be refused, and cost a refresh. `meIsAfter`: nothing else of the play asks there.
 */
export async function seenByServer(/** @type {Control} */ server, { meIsAfter = false } = {}) {
  /** @type {import('./control.mjs').Entry[][]} */
  const plays = []
  for (const entry of await server.log()) {
    if (entry.kind === 'login' && entry.user === 'tabs') plays.push([])
    plays.at(-1)?.push(entry)
  }
  const isQuestion = (/** @type {import('./control.mjs').Entry} */ { kind, path }) =>
    meIsAfter && kind === 'resource' && path.endsWith('/me')
  const untilAsked = plays.map((entries) => {
    const asked = entries.findIndex(isQuestion)
    return asked < 0 ? entries : entries.slice(0, asked)
  })
  return untilAsked.map((entries) => ({
    refreshes: entries.filter(({ kind }) => kind === 'refresh').length,
    refused: entries.filter(({ kind, refused }) => kind === 'resource' && refused).length,
    answered: entries.filter(
      ({ kind, status, path }) => kind === 'resource' && status === 200 && !path.endsWith('/me'),
    ).length,
  }))
}

/** The page's numbers and its drawing are the server's; `cut` are refreshes that did not come as far. */
export function assertSame(
  /** @type {Awaited<ReturnType<typeof shownOf>>} */ shown,
  /** @type {{ refreshes: number; refused: number; answered: number; }} */ seen,
  /** @type {string} */ what,
  cut = 0,
) {
  assert.equal(shown.refreshes, seen.refreshes, `${what}: refreshes`)
  assert.equal(shown.drawn.refreshes - cut, seen.refreshes, `${what}: refreshes drawn`)
  assert.equal(shown.refused, seen.refused, `${what}: refusals`)
  assert.equal(shown.drawn.answered, seen.answered, `${what}: answers`)
  assert.equal(shown.drawn.open, 0, `${what}: every lane has come to an end`)
  assert.ok(shown.verdict.includes(String(shown.refreshes)), shown.verdict)
}
