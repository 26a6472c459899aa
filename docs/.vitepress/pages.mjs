// The pages of the site, in the order of the sidebar: path, English title, Chinese title. A test compares this list with the files.

/** @typedef {[path: string, english: string, chinese: string]} Page */

/** @type {{ title: [string, string], pages: Page[] }[]} */
export const sections = [
  {
    title: ['Guide', '指南'],
    pages: [
      ['guide/getting-started', 'Five minutes', '五分钟上手'],
      ['guide/promises', 'What queues do not do', '手写队列做不到的'],
      ['guide/from-axios', 'From axios interceptors', '从 axios 拦截器迁移'],
      ['guide/nuxt', 'Nuxt', 'Nuxt'],
      ['guide/next', 'Next', 'Next'],
      ['guide/recipes', 'With the libraries you keep', '与常用库搭配'],
      ['guide/back-ends', 'My back-end is …', '我的后端是……'],
      ['guide/tokens', 'Where to keep tokens', '令牌放在哪里'],
      ['guide/tabs', 'Tabs: one refresh for all', '多标签页：只刷新一次'],
      ['guide/server', 'What the server should do', '服务端该做什么'],
      ['guide/user', 'Who is signed in, and idle', '当前用户与空闲退出'],
      ['guide/testing', 'Tests', '测试'],
    ],
  },
  {
    title: ['Help', '帮助'],
    pages: [
      ['help/troubleshooting', 'Troubleshooting by code', '按错误码排查'],
      ['help/devtools', 'Devtools', '开发者工具'],
      ['help/faq', 'Questions', '常见问题'],
    ],
  },
  {
    title: ['Reference', '参考'],
    pages: [
      ['reference/', 'Overview', '总览'],
      ['reference/api/', 'authflight', 'authflight'],
      ['reference/api/fetch', 'authflight/fetch', 'authflight/fetch'],
      ['reference/api/slim', 'authflight/slim', 'authflight/slim'],
      ['reference/api/axios', 'authflight/axios', 'authflight/axios'],
      ['reference/api/vue', 'authflight/vue', 'authflight/vue'],
      ['reference/api/react', 'authflight/react', 'authflight/react'],
      ['reference/api/testing', 'authflight/testing', 'authflight/testing'],
      ['reference/api/devtools', 'authflight/devtools', 'authflight/devtools'],
    ],
  },
  {
    title: ['Project', '项目'],
    pages: [
      ['project/contributing', 'Contributing', '参与开发'],
      ['decisions/', 'Decisions', '设计决策'],
    ],
  },
]
