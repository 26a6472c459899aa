/** What the application is told, in plain words, newest on top. */
import { byId, make } from '../dom.js'
import { clock, duration, inEveryLanguage, say } from '../language.js'

const KEPT = 60

/** How each event is said. */
const words = {
  signedIn: ({ by }) => [`logSignedIn_${by}`],
  refreshed: ({ by }) => [`logRefreshed_${by}`],
  refreshFailed: ({ terminal, status, attempt, retryInMs }) =>
    terminal
      ? ['logRefreshFailedForGood', { status }]
      : ['logRefreshFailed', { status, attempt, wait: retryInMs && duration(retryInMs) }],
  loginRequired: ({ reason }) => [`logLoginRequired_${reason}`],
  signedOut: ({ by }) => [`logSignedOut_${by}`],
  warning: (detail) => ['logWarning', detail],
}

export function startLog(auth) {
  const list = byId('log')

  for (const [event, phrase] of Object.entries(words)) {
    auth.on(event, (detail) => {
      const sentence = make('span')
      const time = make('time')
      const at = Date.now()
      const name = make('code', { textContent: event })
      const entry = make('li', { data: { test: 'log-entry', event } }, time, name, sentence)
      entry.say = () => {
        sentence.textContent = say(...phrase(detail))
        time.textContent = clock(at)
      }
      entry.say()
      list.prepend(entry)
      list.children[KEPT]?.remove()
      byId('no-log').hidden = true
    })
  }

  inEveryLanguage(() => {
    for (const entry of list.children) entry.say()
  })
}
