/** What the application is told, in plain words, newest on top. */
import { byId, make } from '../dom.js'
import { clock, duration, inEveryLanguage, say } from '../language.js'

const KEPT = 60

/** @typedef {import('../../npm/types.ts').AuthEvents} AuthEvents */
/** @typedef {Exclude<keyof AuthEvents, 'trace' | 'userChanged'>} Told */
/** @typedef {Parameters<typeof say>} Phrase */

/** How each event is said. @type {{ [E in Told]: (detail: AuthEvents[E]) => Phrase }} */
const words = {
  signedIn: ({ by }) => [`logSignedIn_${by}`],
  refreshed: ({ by }) => [`logRefreshed_${by}`],
  refreshFailed: ({ terminal, status, attempt, retryInMs }) =>
    terminal
      ? ['logRefreshFailedForGood', { status }]
      : ['logRefreshFailed', { status, attempt, wait: retryInMs && duration(retryInMs) }],
  loginRequired: ({ reason }) => [`logLoginRequired_${reason}`],
  signedOut: ({ by }) => [`logSignedOut_${by}`],
  idle: ({ endsAt }) => ['logIdle', { time: clock(endsAt) }],
  active: () => ['logActive'],
  warning: (detail) => ['logWarning', detail],
}

export function startLog(/** @type {import('../model/client.js').Client} */ client) {
  const list = byId('log')
  /** What says each entry in the language of now. @type {Map<Element, () => void>} */
  const entries = new Map()

  /**
   * @template {Told} E
   * @param {E} event
   */
  const listen = (event) =>
    client.on(event, (detail) => {
      const sentence = make('span')
      const time = make('time')
      const at = Date.now()
      const name = make('code', { textContent: event })
      const entry = make('li', { data: { test: 'log-entry', event } }, time, name, sentence)
      const show = () => {
        sentence.textContent = say(...words[event](detail))
        time.textContent = clock(at)
      }
      show()
      entries.set(entry, show)
      list.prepend(entry)
      const oldest = list.children[KEPT]
      if (oldest) entries.delete(oldest)
      oldest?.remove()
      byId('no-log').hidden = true
    })
  for (const event of /** @type {Told[]} */ (Object.keys(words))) listen(event)

  inEveryLanguage(() => {
    for (const show of entries.values()) show()
  })
}
