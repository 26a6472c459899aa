/** The buttons: fire requests, and make the server behave as in real life. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import * as server from '../model/server.js'

/** @typedef {import('../texts.js').TextName} TextName */
/** @typedef {import('../../npm/types.ts').Auth} Auth */
/** @typedef {import('../model/calls.js').Calls} Calls */

export function startActions() {
  /** @type {TextName} */
  let hint = 'hintLoading'
  const advise = (/** @type {TextName} */ text) => {
    hint = text
    byId('hint').textContent = say(hint)
  }
  inEveryLanguage(() => advise(hint))

  return {
    /** The package is not there: the notice says so. */
    giveUp() {
      byId('hint').hidden = true
    },

    /** The package is there: the buttons work from now on. */
    connect(/** @type {Auth} */ auth, /** @type {Calls} */ calls) {
      for (const control of buttons('[data-order], [data-fire], select')) control.disabled = false
      for (const button of buttons('[data-fire]')) {
        button.addEventListener('click', () => {
          calls.fire(Number(button.dataset.fire))
          if (auth.session.status !== 'signedOut') advise('hintFired')
        })
      }
      for (const button of buttons('[data-order]')) {
        const order = /** @type {keyof typeof hints} */ (button.dataset.order)
        button.addEventListener('click', async () => {
          if (await server.orders[order]()) advise(hints[order])
        })
      }
      follow(
        'speed',
        (value) => ({ latencyMs: server.speeds[/** @type {keyof typeof server.speeds} */ (value)] }),
        'hintSpeed',
        advise,
      )
      follow('lifetime', (value) => ({ accessLifetimeMs: Number(value) }), 'hintLifetime', advise)
      showSettings()
      auth.on('signedIn', () => {
        advise('hintStart')
        showSettings()
      })
      auth.on('signedOut', () => advise('hintLogin'))
      advise(auth.session.status === 'signedOut' ? 'hintLogin' : 'hintStart')
    },
  }
}

/** @returns {NodeListOf<HTMLButtonElement>} */
const buttons = (/** @type {string} */ selector) => document.querySelectorAll(selector)

/** @type {Record<keyof typeof server.orders, TextName>} */
const hints = { expire: 'hintExpired', fail: 'hintFail', drop: 'hintDrop', revoke: 'hintRevoke' }

/**
 * A select that changes the server's settings.
 * @param {'speed' | 'lifetime'} id
 * @param {(value: string) => Partial<server.Settings>} settings
 * @param {TextName} hint
 * @param {(hint: TextName) => void} tell
 */
function follow(id, settings, hint, tell) {
  const select = byId(id)
  select.addEventListener('change', async () => {
    if (await server.change(settings(select.value))) tell(hint)
  })
}

/** The selects show what the server does, whoever told it to; nothing if they cannot say it. */
async function showSettings() {
  const state = await server.state()
  if (!state) return
  const { accessLifetimeMs, latencyMs } = state.settings
  const matches = (/** @type {[string, server.Latency]} */ [, { resource, refresh }]) =>
    resource === latencyMs.resource && refresh === latencyMs.refresh
  byId('speed').value = Object.entries(server.speeds).find(matches)?.[0] ?? ''
  byId('lifetime').value = String(accessLifetimeMs)
}
