/** The two things that every view needs. */

/**
 * The elements that are more than an HTMLElement.
 * @typedef {{
 *   username: HTMLInputElement, password: HTMLInputElement, login: HTMLButtonElement,
 *   speed: HTMLSelectElement, lifetime: HTMLSelectElement, dialect: HTMLSelectElement,
 *   "compare-count": HTMLSelectElement, remember: HTMLInputElement, idle: HTMLSelectElement,
 *   "idle-dialog": HTMLDialogElement, "side-by-side": HTMLInputElement, "outcome-docs": HTMLAnchorElement,
 *   played: import('../npm/devtools/timeline.ts').AuthflightTimeline, counts: HTMLTableElement,
 *   config: HTMLTextAreaElement, edit: HTMLButtonElement,
 * }} Controls
 */

/**
 * An element of the document, which has it.
 * @template {string} Id
 * @param {Id} id
 */
export const byId = (id) =>
  /** @type {Id extends keyof Controls ? Controls[Id] : HTMLElement} */ (document.getElementById(id))

/**
 * An element with properties, `data` attributes and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]> & { data?: Record<string, string> }} [properties]
 * @param {(Node | string)[]} children
 */
export function make(tag, { data = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  Object.assign(element.dataset, data)
  element.append(...children)
  return element
}
