// What the pages may say beside Markdown. It is applied to their tokens, so that the search index sees it, too.
import { drawPictures } from './pictures.mjs'

/** @typedef {import('vitepress').MarkdownRenderer} Markdown */
/** @typedef {Parameters<Markdown['renderer']['render']>[0][number]} Token */

/**
 * Links are written so that they work in the repository, where the decisions are in English only and begin at README.md. The site has
 * them in both languages, and an index.
 */
function ofTheSite(/** @type {Token} */ token) {
  const href = token.type === 'link_open' && token.attrGet('href')
  if (!href) return
  token.attrSet(
    'href',
    href.replace(/^\.\.\/\.\.\/(?=decisions\/)/, '../').replace(/(?<=decisions\/)README\.md/, 'index.md'),
  )
}

/** Pages lead to sources, which the site does not have: their names stay, as text. */
function withoutSources(/** @type {Token[]} */ tokens) {
  let dropped = false
  return tokens.filter((token) => {
    if (token.type === 'link_open') dropped = isSource(token)
    const drop = dropped && /^link_(open|close)$/.test(token.type)
    if (token.type === 'link_close') dropped = false
    return !drop
  })
}

const isSource = (/** @type {Token} */ link) => /^\.\.\/\.\.\//.test(link.attrGet('href') ?? '')

/** A line that only leads to a source is the name of the file below it. */
function markFile(/** @type {Token[]} */ tokens, /** @type {number} */ index) {
  const [link, , end, ...others] = tokens[index]?.children ?? []
  if (link?.type !== 'link_open' || end?.type !== 'link_close' || others.length > 0 || !isSource(link)) return
  tokens[index - 1]?.attrJoin('class', 'file')
}

const isPunctuation = (/** @type {string} */ letter) => '，。、；：？！（）'.includes(letter)
const isChinese = (/** @type {string} */ letter) => /\p{Script=Han}/u.test(letter)

/** A line that ends within Chinese text: a browser would show the break as a space, and none stands there. */
function joinChinese(/** @type {Token[]} */ tokens) {
  return tokens.filter(({ type }, index) => {
    if (type !== 'softbreak') return true
    const before = tokens
      .slice(0, index)
      .findLast(({ content }) => content)
      ?.content.at(-1)
    const after = tokens
      .slice(index)
      .find(({ content }) => content)
      ?.content.at(0)
    if (!before || !after) return true
    return !(isPunctuation(before) || isPunctuation(after) || (isChinese(before) && isChinese(after)))
  })
}

/** `**完。** 再` has a space, which Markdown wants there, and Chinese does not. */
function closeUp(/** @type {Token[]} */ tokens, /** @type {number} */ index) {
  const [token, end, text] = [tokens[index], tokens[index - 1], tokens[index - 2]]
  if (!token || end?.type !== 'strong_close' || !isPunctuation(text?.content.at(-1) ?? ' ')) return
  token.content = token.content.trimStart()
}

/** A long name in a table may break between its words, or else the table is wider than a phone. */
function breakNames(/** @type {Markdown} */ md) {
  const code = md.renderer.rules.code_inline
  md.renderer.rules.code_inline = (tokens, index, ...rest) => {
    const html = code?.(tokens, index, ...rest) ?? ''
    if (!tokens[index]?.meta?.isInTable) return html
    // A quote behind a Chinese comma would hold the two together.
    const before = tokens[index - 1]?.content.endsWith('、') ? '<wbr>' : ''
    const broken = html.replace(/(?<=>)[^<]+/, (name) =>
      name.replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=\w[_/.:])(?=\w)/g, '<wbr>'),
    )
    return before + broken
  }
}

export function extendMarkdown(/** @type {Markdown} */ md) {
  nameFiles(md)
  breakNames(md)
  drawPictures(md)
  md.core.ruler.push('authflight', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (!token.children) continue
      for (const child of token.children) ofTheSite(child)
      if (tokens[index - 1]?.type === 'td_open')
        for (const child of token.children) child.meta = { ...child.meta, isInTable: true }
      markFile(tokens, index)
      token.children = joinChinese(withoutSources(token.children))
      for (const index of token.children.keys()) closeUp(token.children, index)
    }
  })
}

/**
 * The name of a file, `[auth.ts]` behind the fence, stands above its block. VitePress shows it in groups of blocks only. Code that is
 * included (`<<<`) has `src`, and the path of its file above it.
 */
function nameFiles(/** @type {Markdown} */ md) {
  const fence = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = /** @type {Token & { src?: string[] }} */ (tokens[index])
    const [, name] = /\[(.+?)\]/.exec(token.src ? '' : token.info) ?? []
    const block = fence?.(tokens, index, ...rest) ?? ''
    return name ? `<p class="file">${md.utils.escapeHtml(name)}</p>\n${block}` : block
  }
}
