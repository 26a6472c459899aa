// The documentation site: English at the root, Chinese below zh/, the same pages. Nothing on it comes from elsewhere.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { wrapLines } from './code.mjs'
import { extendMarkdown } from './markdown.mjs'
import { sections } from './pages.mjs'

// Where the site is served, such as /authflight/.
const base = process.env.AUTHFLIGHT_DOCS_BASE ?? '/'

const linkOf = (/** @type {string} */ prefix, /** @type {string} */ path) => `${prefix}/${path}`

/** What differs between the languages beside the pages: 0 is English, 1 Chinese. */
const themeOf = (/** @type {0 | 1} */ language) => {
  const prefix = ['', '/zh'][language] ?? ''
  return {
    nav: sections.map(({ title, pages }) => ({
      text: title[language],
      link: linkOf(prefix, pages[0]?.[0] ?? ''),
      activeMatch: `^${prefix}/(${[...new Set(pages.map(([path]) => path.split('/')[0]))].join('|')})/`,
    })),
    sidebar: sections.map(({ title, pages }) => ({
      text: title[language],
      items: pages.map((page) => ({ text: page[1 + language] ?? '', link: linkOf(prefix, page[0]) })),
    })),
  }
}

const inChinese = {
  outline: { label: '本页内容', level: /** @type {[number, number]} */ ([2, 3]) },
  docFooter: { prev: '上一页', next: '下一页' },
  darkModeSwitchLabel: '外观',
  lightModeSwitchTitle: '切换到浅色模式',
  darkModeSwitchTitle: '切换到深色模式',
  sidebarMenuLabel: '菜单',
  returnToTopLabel: '回到顶部',
  langMenuLabel: '切换语言',
  skipToContentLabel: '跳到正文',
  notFound: {
    title: '没有这个页面',
    quote: '链接可能写错了，或者页面已经移走。',
    linkText: '回到首页',
    linkLabel: '回到首页',
  },
}

const searchInChinese = {
  button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
  modal: {
    displayDetails: '显示详情',
    resetButtonTitle: '清除',
    backButtonTitle: '关闭',
    noResultsText: '没有结果：',
    footer: {
      selectText: '选择',
      selectKeyAriaLabel: '回车',
      navigateText: '移动',
      navigateUpKeyAriaLabel: '上箭头',
      navigateDownKeyAriaLabel: '下箭头',
      closeText: '关闭',
      closeKeyAriaLabel: 'Esc',
    },
  },
}

/**
 * The words of a text, for the search. Chinese has no spaces between them. This function is sent to the page as text, so it uses nothing
 * from around it.
 */
const words = (/** @type {string} */ text) => {
  const found = text.split(/[\s\p{P}\p{S}]+/u)
  if (typeof Intl.Segmenter !== 'function') return found
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  return found.flatMap((part) =>
    /\p{Script=Han}/u.test(part) ? [...segmenter.segment(part)].map(({ segment }) => segment) : [part],
  )
}

export default defineConfig({
  title: 'authflight',
  base,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }],
    // A page is shown once it is parsed to its end: tables and the bar at the top would move with each part that is read.
    ['link', { rel: 'expect', href: '#parsed', blocking: 'render' }],
  ],
  srcExclude: ['node_modules/**'],
  rewrites: {
    'decisions/README.md': 'decisions/index.md',
    'zh/decisions/README.md': 'zh/decisions/index.md',
  },
  markdown: {
    config: extendMarkdown,
    codeTransformers: [wrapLines],
    // Each colour has a contrast of at least 4.5.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  // A decision is not in the sidebar. VitePress would lead from it to the first page of all.
  transformPageData({ relativePath, frontmatter }) {
    const decision = /^(zh\/)?decisions\/\d/.exec(relativePath)
    if (!decision) return
    frontmatter.prev = decision[1]
      ? { text: '设计决策', link: '/zh/decisions/' }
      : { text: 'Decisions', link: '/decisions/' }
    frontmatter.next = false
  },
  // VitePress adds these classes only once its script runs, and the page would jump then.
  transformHtml: (html) =>
    html
      .replace(
        '"VPNavBar"',
        html.includes('"VPSidebar"') ? '"VPNavBar has-sidebar top"' : '"VPNavBar home top"',
      )
      .replace('</body>', '<i id="parsed" hidden></i></body>'),
  vite: {
    resolve: {
      alias: [
        { find: /^.*\/VPHome\.vue$/, replacement: fileURLToPath(new URL('theme/home.mjs', import.meta.url)) },
      ],
    },
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'One well-proven token refresh for browser apps.',
      themeConfig: { ...themeOf(0), outline: { level: [2, 3] } },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '浏览器应用的无感刷新：所有请求、所有标签页只刷新一次。',
      themeConfig: { ...themeOf(1), ...inChinese },
    },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        locales: { zh: { translations: searchInChinese } },
        miniSearch: { options: { tokenize: words } },
      },
    },
  },
})
