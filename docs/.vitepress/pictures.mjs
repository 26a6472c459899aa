// A block of Mermaid becomes a picture when the site is built: an SVG in the page itself, in the colours of the page. Hosts that show
// Markdown draw the same block by themselves.
import { renderMermaidSVG } from 'beautiful-mermaid'

/** @typedef {import('vitepress').MarkdownRenderer} Markdown */

/** What Mermaid calls `accTitle` is the text for whoever does not see the picture. The library does not know it. */
const titleLine = /^\s*accTitle: *(.+)\n/m

/** The library leaves more room around a picture than a phone has. */
const margin = 20
/** On a wide page a picture is drawn larger than the library does, so that its words are nearly as large as the text. */
const scale = 1.25

/**
 * @param {string} code
 * @param {string} id distinguishes the pictures of a page
 * @param {(text: string) => string} escapeHtml
 */
function draw(code, id, escapeHtml) {
  const [, title] = titleLine.exec(code) ?? []
  if (!title) throw new Error(`a picture has no accTitle: ${code}`)
  const svg = renderMermaidSVG(code.replace(titleLine, ''))
  const [width, height] = (/viewBox="0 0 ([\d.]+ [\d.]+)"/.exec(svg)?.[1] ?? '')
    .split(' ')
    .map((side) => Math.round(Number(side) - 2 * margin))
  if (!width || !height) throw new Error(`a picture has no size: ${title}`)
  const size = `viewBox="${margin} ${margin} ${width} ${height}" width="${width * scale}"`
  return (
    svg
      // Its style asks a server for a font, and has the colours of one theme. Ours are in theme/style.css.
      .replace(/<style>.*?<\/style>\n?/s, '')
      .replace(
        /<svg[^>]*>/,
        `<svg class="picture" ${size} role="img" aria-labelledby="${id}-title"><title id="${id}-title">${escapeHtml(title)}</title>`,
      )
      .replaceAll(/(id="|url\(#)seq-/g, `$1${id}-`)
      // Vue would keep each line break, and a search would find the names of the library.
      .replaceAll(/ data-[\w-]+="[^"]*"/g, '')
      .replaceAll(/>\n\s*</g, '><')
  )
}

export function drawPictures(/** @type {Markdown} */ md) {
  const fence = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index]
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, ...rest) ?? ''
    return `<div class="drawn">${draw(token.content, `picture-${index}`, md.utils.escapeHtml)}</div>\n`
  }
}
