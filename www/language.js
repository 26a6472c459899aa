/** Which language the page speaks, and how it says things. */
import { recall, remember } from './memory.js'
import { texts } from './texts.js'

const KEY = 'authflight-demo-language'
const listeners = new Set()
let language = recall(KEY) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

/** The text of that name, with the values in it. */
export function say(name, values = {}) {
  const text = texts[language][name]
  return typeof text === 'function' ? text(values) : text
}

/** Whether there is a text of that name. */
export const knows = (name) => name in texts[language]

/** A duration in words. */
export const duration = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

/** A time of the day. */
export const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour12: false })

/** Calls back now and whenever the language has changed. */
export function inEveryLanguage(show) {
  listeners.add(show)
  show()
}

/** Fills the document's own texts in and starts the toggle. */
export function startLanguage(toggle) {
  toggle.addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh'
    remember(KEY, language)
    for (const show of [...listeners]) show()
  })
  inEveryLanguage(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = say('title')
    toggle.textContent = say('otherLanguage')
    toggle.lang = language === 'zh' ? 'en' : 'zh-CN'
    for (const element of document.querySelectorAll('[data-text]')) {
      element.textContent = say(element.dataset.text)
    }
  })
}
