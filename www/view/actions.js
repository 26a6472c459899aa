/** The buttons: fire requests, and make the server behave as in real life. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import * as server from '../model/server.js'

export function startActions() {
  let hint = 'hintLoading'
  const advise = (text) => {
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
    connect(auth, calls) {
      for (const control of document.querySelectorAll('[data-order], [data-fire], select'))
        control.disabled = false
      for (const button of document.querySelectorAll('[data-fire]')) {
        button.addEventListener('click', () => {
          calls.fire(Number(button.dataset.fire))
          if (auth.session.status !== 'signedOut') advise('hintFired')
        })
      }
      for (const button of document.querySelectorAll('[data-order]')) {
        const { order } = button.dataset
        button.addEventListener('click', async () => {
          if (await server.orders[order]()) advise(hints[order])
        })
      }
      follow('speed', (value) => ({ latencyMs: server.speeds[value] }), 'hintSpeed', advise)
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

const hints = { expire: 'hintExpired', fail: 'hintFail', drop: 'hintDrop', revoke: 'hintRevoke' }

/** A select that changes the server's settings. */
function follow(id, settings, hint, tell) {
  byId(id).addEventListener('change', async ({ target }) => {
    if (await server.change(settings(target.value))) tell(hint)
  })
}

/** The selects show what the server does, whoever told it to; nothing if they cannot say it. */
async function showSettings() {
  const state = await server.state()
  if (!state) return
  const { accessLifetimeMs, latencyMs } = state.settings
  const matches = ([, { resource, refresh }]) =>
    resource === latencyMs.resource && refresh === latencyMs.refresh
  byId('speed').value = Object.entries(server.speeds).find(matches)?.[0] ?? ''
  byId('lifetime').value = String(accessLifetimeMs)
}
