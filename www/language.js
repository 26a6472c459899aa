/** Which language the page speaks, and how it says things. */
import { recall, remember } from './memory.js'
import { texts } from './texts.js'

/** @typedef {import('./texts.js').TextName} TextName */
/** @typedef {import('./texts.js').Values} Values */

const KEY = 'authflight-demo-language'
/** @type {Set<() => void>} */
const listeners = new Set()
let language = /** @type {keyof typeof texts} */ (
  recall(KEY) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')
)

/** What every text may have in it. @type {Partial<Values>} */
let common = {}

/**
 * The text of that name, with the values in it.
 * @param {TextName} name
 * @param {Partial<Values>} [values]
 */
export function say(name, values = {}) {
  const text = texts[language][name]
  return typeof text === 'function' ? text(/** @type {Values} */ ({ ...common, ...values })) : text
}

/** From now on every text may have these values in it, too. */
export function sayEverywhere(/** @type {Partial<Values>} */ values) {
  common = { ...common, ...values }
  sayAnew()
}

const sayAnew = () => {
  for (const show of [...listeners]) show()
}

/**
 * Whether there is a text of that name.
 * @param {string} name
 * @returns {name is TextName}
 */
export const knows = (name) => name in texts[language]

/** A duration in words. */
export const duration = (/** @type {number} */ ms) =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`

/** A time of the day. */
export const clock = (/** @type {number} */ at) =>
  new Date(at).toLocaleTimeString(document.documentElement.lang, { hour12: false })

/** Calls back now and whenever the language has changed. */
export function inEveryLanguage(/** @type {() => void} */ show) {
  listeners.add(show)
  show()
}

/** Fills the document's own texts in and starts the toggle. */
export function startLanguage(/** @type {HTMLElement} */ toggle) {
  toggle.addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh'
    remember(KEY, language)
    sayAnew()
  })
  inEveryLanguage(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = say('title')
    toggle.textContent = say('otherLanguage')
    toggle.lang = language === 'zh' ? 'en' : 'zh-CN'
    /** @type {NodeListOf<HTMLElement>} */
    const elements = document.querySelectorAll('[data-text]')
    for (const element of elements) {
      element.textContent = say(/** @type {TextName} */ (element.dataset.text))
    }
  })
}
