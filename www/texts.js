/** All words of the page. A text with numbers in it is a function. */
import { en } from './texts/en.js'
import { zh } from './texts/zh.js'

/**
 * What a text may have in it. Each text is said with those that it reads.
 * @typedef {object} Values
 * @property {number} n
 * @property {number} done
 * @property {number} good
 * @property {number} refused
 * @property {number} waited
 * @property {number} exchanged
 * @property {number} callers
 * @property {number} number
 * @property {number} attempt
 * @property {number | undefined} status
 * @property {string} path
 * @property {string} refusal
 * @property {string} ours
 * @property {string} byHand
 * @property {string} time
 * @property {string} reason
 * @property {string | undefined} code
 * @property {string} message
 * @property {string} error
 * @property {string | 0 | undefined} wait
 */
/** @typedef {string | ((values: Values) => string)} Text */
/** @typedef {keyof typeof en} TextName */

/** @type {{ en: Record<TextName, Text>, zh: Record<TextName, Text> }} */
export const texts = { en, zh }
