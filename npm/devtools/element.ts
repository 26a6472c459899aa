// What both elements are made of.

/** On a server there are no elements: then the classes are made and never used. */
export const HostElement: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement)

export function define(name: string, element: CustomElementConstructor): void {
  if (typeof customElements === 'undefined' || customElements.get(name)) return
  customElements.define(name, element)
}

type Props<T> = { [K in keyof T]?: T[K] } & { aria?: Record<string, string>; data?: Record<string, string> }

/** Makes an element with properties, `aria-` and `data-` attributes, and children. */
export function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  props: Props<HTMLElementTagNameMap[T]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag)
  const { aria = {}, data = {}, ...own } = props
  Object.assign(element, own)
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value)
  Object.assign(element.dataset, data)
  element.append(...children)
  return element
}

/** The text is written only if it is another: a screen reader would read it again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** A shadow with the styles: adopted, as a strict Content-Security-Policy allows no inline ones. */
export function shadowOf(host: HTMLElement, css: string): ShadowRoot {
  const shadow = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  shadow.adoptedStyleSheets = [sheet]
  return shadow
}

/** The element's language: its own, that of what it lies in, or the document's. */
export function languageOf(element: HTMLElement): string {
  if (element.lang) return element.lang
  let at: Element | null = element
  while (at) {
    const near: HTMLElement | null = at.closest<HTMLElement>('[lang]')
    if (near) return near.lang
    const root = at.getRootNode()
    at = root instanceof ShadowRoot ? root.host : null
  }
  return document.documentElement.lang
}

/** Calls back when the document's language changes. Returns a function that stops this. */
export function onLanguage(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] })
  return () => observer.disconnect()
}
