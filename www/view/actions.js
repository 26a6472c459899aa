/** The buttons: fire requests, and make the server behave as in real life. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import * as server from '../model/server.js'

/** @typedef {import('../texts.js').TextName} TextName */
/** @typedef {import('../model/client.js').Client} Client */
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

    /** The package is there: the server's settings work from now on, what is about a session while there is one. */
    connect(/** @type {Client} */ client, /** @type {Calls} */ calls) {
      for (const select of selects('select')) select.disabled = false
      for (const button of buttons('[data-fire]')) {
        button.addEventListener('click', () => {
          calls.fire(Number(button.dataset.fire))
          advise('hintFired')
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
      server.onSettings(showSettings)
      askSettings()
      client.on('signedIn', () => {
        advise('hintStart')
        askSettings()
      })
      client.on('signedOut', () => advise('hintLogin'))
      const allow = () => allowActions(client.session.signedIn)
      client.subscribe(allow)
      client.onChange((what) => {
        if (what === 'dialect') advise('hintDialect')
        else if (client.session.signedIn) advise(client.idle > 0 ? 'hintIdle' : 'hintStart')
        allow()
      })
      allow()
      advise(client.session.signedIn ? 'hintStart' : 'hintLogin')
    },
  }
}

/** @returns {NodeListOf<HTMLButtonElement>} */
const buttons = (/** @type {string} */ selector) => document.querySelectorAll(selector)
/** @returns {NodeListOf<HTMLSelectElement>} */
const selects = (/** @type {string} */ selector) => document.querySelectorAll(selector)

/** What needs a session is dead without one. The hint, and a line beside the mishaps, say why. */
function allowActions(/** @type {boolean} */ signedIn) {
  for (const button of buttons('[data-fire], [data-order]')) {
    if (button.disabled !== signedIn) continue
    // Whoever is on the button stays near it: a disabled one would drop the focus to the page.
    if (button === document.activeElement) byId('try').focus()
    button.disabled = !signedIn
  }
  byId('needs-login').hidden = signedIn
}

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

async function askSettings() {
  const state = await server.state()
  if (state) showSettings(state.settings)
}

/** The selects show what the server does, whoever told it to; nothing if they cannot say it. */
function showSettings(/** @type {server.Settings} */ { accessLifetimeMs, latencyMs }) {
  const matches = (/** @type {[string, server.Latency]} */ [, { resource, refresh }]) =>
    resource === latencyMs.resource && refresh === latencyMs.refresh
  byId('speed').value = Object.entries(server.speeds).find(matches)?.[0] ?? ''
  byId('lifetime').value = String(accessLifetimeMs)
}
