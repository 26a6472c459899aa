/** The two things that every view needs. */

export const byId = (id) => document.getElementById(id)

/** An element with properties, `data` attributes and children. */
export function make(tag, { data = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  Object.assign(element.dataset, data)
  element.append(...children)
  return element
}
