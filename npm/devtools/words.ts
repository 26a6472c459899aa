import { english, type WordName } from './words-en.ts'
import { chinese } from './words-zh.ts'

/** Says a text in a language, with values in the places of their names. */
export type Say = (name: WordName, values?: Record<string, string | number>) => string

const sayIn =
  (texts: Record<WordName, string>): Say =>
  (name, values = {}) =>
    texts[name].replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole))

const sayEnglish = sayIn(english)
const sayChinese = sayIn(chinese)

/** Chinese for `zh`, `zh-CN` …, English for all others. */
export const wordsFor = (lang: string): Say => (/^zh\b/i.test(lang) ? sayChinese : sayEnglish)

/** Whether there is a text of that name: names are made of words that come from outside. */
export const isWord = (name: string): name is WordName => Object.hasOwn(english, name)

/** The text of a word of `trace`, or a sentence as it was given. */
export function sayOr(say: Say, prefix: string, word: string): string {
  const name = `${prefix}_${word}`
  return isWord(name) ? say(name) : word
}

export const duration = (say: Say, ms: number): string =>
  ms < 1000
    ? say('ms', { n: Math.max(0, Math.round(ms)) })
    : say('s', { n: (ms / 1000).toFixed(ms < 10_000 ? 2 : 1) })

const pad = (n: number, digits = 2) => String(n).padStart(digits, '0')

/** The time of day, with so many digits after the second. */
export function timeOfDay(at: number, digits = 3): string {
  const date = new Date(at)
  const whole = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => pad(n)).join(':')
  return digits > 0 ? `${whole}.${pad(date.getMilliseconds(), 3).slice(0, digits)}` : whole
}
