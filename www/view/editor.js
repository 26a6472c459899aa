/** The configuration, to be edited: judged at each change by `createAuth`, applied to this tab, reset, copied. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import { judge } from '../model/config.js'
import { written } from './written.js'

/** @typedef {import('../texts.js').TextName} TextName */
/** @typedef {{ state: 'good' | 'bad' | 'applied', text: TextName } | { state: 'bad', fault: string }} Said */

/** How long the reader stops typing before it is judged, in ms. */
const REST = 150

/**
 * @param {import('../model/client.js').Client} client
 * @param {import('../model/config.js').CreateAuth} createAuth
 */
export function startEditor(client, createAuth) {
  const area = byId('config')
  /** @type {Said} */
  let said = { state: 'good', text: 'configUnchanged' }
  let copied = false
  /** @type {number | undefined} */
  let timer
  /** Each judgement makes those before it void. */
  let round = 0

  function show() {
    // A function is no data.
    byId('edit').hidden = Object.values(client.config).some((value) => typeof value === 'function')
    if (byId('edit').hidden) byId('editor').hidden = true
    byId('edit').ariaExpanded = String(!byId('editor').hidden)
    byId('config-copy').textContent = say(copied ? 'copiedShort' : 'copy')
    const text = 'fault' in said ? said.fault : say(said.text)
    const line = byId('config-said')
    line.dataset.state = said.state
    if (line.textContent !== text) line.textContent = text
    area.ariaInvalid = String(said.state === 'bad')
    byId('config-apply').ariaDisabled = String(said.state === 'bad')
  }

  function tell(/** @type {Said} */ news) {
    said = news
    show()
  }

  /** What the page uses. */
  function fill() {
    round += 1
    area.value = written(client.config)
      .map(({ text }) => text)
      .join('')
    tell({ state: 'good', text: client.isEdited ? 'configApplied' : 'configUnchanged' })
  }

  async function judgeNow() {
    clearTimeout(timer)
    round += 1
    const mine = round
    const judged = await judge(createAuth, area.value)
    if (mine !== round) return null
    tell(
      judged.fault === null ? { state: 'good', text: 'configGood' } : { state: 'bad', fault: judged.fault },
    )
    return judged.config
  }

  byId('edit').addEventListener('click', () => {
    const { hidden } = byId('editor')
    byId('editor').hidden = !hidden
    if (hidden) fill()
    show()
    if (hidden) area.focus()
  })
  area.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(judgeNow, REST)
  })
  byId('editor').addEventListener('submit', async (event) => {
    event.preventDefault()
    const config = await judgeNow()
    if (!config) return
    await client.configure(config)
    tell({ state: 'applied', text: 'configApplied' })
  })
  byId('config-reset').addEventListener('click', async () => {
    if (client.isEdited) await client.configure(null)
    fill()
  })
  byId('config-copy').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(area.value)
      copied = true
    } catch {
      // Not allowed, or no such thing outside of https: the reader's own keys still work.
      area.select()
    }
    show()
  })
  area.addEventListener('input', () => {
    copied = false
    show()
  })
  client.onChange((what) => {
    if (what !== 'config') fill()
  })
  byId('edit').disabled = false
  inEveryLanguage(show)
}
