// Code is wrapped where its block is too narrow: see theme/style.css. Each line says how far it is indented, so that what is wrapped
// hangs below its beginning, and where it may break beside its spaces.

/** @typedef {import('hast').Element} Element */

/** Before the dot of a chain, and behind a bracket. */
const betweenCalls = /(?<=[)\]])(?=\.\w)|(?<=\()(?=\w)/
/** Within a path or a name with dots that is longer than a phone is wide. */
const withinNames = /(?<=\w[/.])(?=\w)|(?=\?)/
const long = /\S{24}/

const partsOf = (/** @type {string} */ text) =>
  text
    .split(/(?<=\s)(?=\S)/)
    .flatMap((word) => word.split(betweenCalls))
    .flatMap((word) => (long.test(word) ? word.split(withinNames) : word))

/** @type {(text: string) => Element['children']} */
const withBreaks = (text) => {
  const parts = partsOf(text)
  return parts.flatMap((value, index) => {
    const canBreak = index > 0 && !/\s$/.test(parts[index - 1] ?? '')
    return [
      ...(canBreak
        ? [{ type: /** @type {const} */ ('element'), tagName: 'wbr', properties: {}, children: [] }]
        : []),
      { type: /** @type {const} */ ('text'), value },
    ]
  })
}

/** @type {import('shiki').ShikiTransformer} */
export const wrapLines = {
  name: 'authflight:wrap',
  line(element, number) {
    const indent = /^ */.exec(this.source.split('\n')[number - 1] ?? '')?.[0].length
    if (indent) element.properties.style = `--indent: ${indent}`
  },
  span(element) {
    element.children = element.children.flatMap((child) =>
      child.type === 'text' ? withBreaks(child.value) : [child],
    )
  },
}
