// Addresses that try to look like one origin and lead to another. Each has its number in its path, so that a request that came can be
// told to which it belongs.

/** Other hosts and ports of this device; only `127.0.0.1` with home's port is home. */
const strangers = (/** @type {number} */ home, /** @type {number} */ elsewhere) => [
  `127.0.0.1:${elsewhere}`,
  `[::1]:${elsewhere}`,
  `home.localhost:${elsewhere}`,
  `localhost:${home}`,
  `[::1]:${home}`,
  `127.0.0.1.localhost:${home}`,
  `xn--hme-sna.localhost:${home}`,
]

/** `<H>` is the stranger, `<O>` home's own host and port, `<P>` the path. */
const shapes = [
  // Schemes, in any case and form, with slashes of both kinds.
  'http://<H>/<P>',
  'HTTP://<H>/<P>',
  'hTTp://<H>/<P>',
  'http:\\\\<H>\\<P>',
  'http:/\\<H>/<P>',
  'http:\\/<H>/<P>',
  'http:///<H>/<P>',
  'http:////<H>//<P>',
  'http:\\\\\\<H>\\<P>',
  'http:<H>/<P>',
  'http:/<H>/<P>',
  'https://<H>/<P>',
  'https:<H>/<P>',
  'ws://<H>/<P>',
  'wss://<H>/<P>',
  'ftp://<H>/<P>',
  'file://<H>/<P>',
  'gopher://<H>/<P>',
  'blob:http://<H>/<P>',
  'blob:http://<O>/http://<H>/<P>',
  'filesystem:http://<H>/temporary/<P>',
  'view-source:http://<H>/<P>',
  'javascript://<H>/%0a<P>',
  'javascript:location="http://<H>/<P>"',
  'data:text/plain,http://<H>/<P>',
  'about:blank#//<H>/<P>',
  'mailto:x@<H>/<P>',
  'intent://<H>/<P>#Intent;scheme=http;end',
  // Without a scheme.
  '//<H>/<P>',
  '\\\\<H>\\<P>',
  '/\\<H>/<P>',
  '\\/<H>/<P>',
  '///<H>/<P>',
  '////<H>/<P>',
  '\\\\\\<H>/<P>',
  '/\\/\\<H>/<P>',
  './/<H>/<P>',
  '..//<H>/<P>',
  '/.//<H>/<P>',
  '/..//<H>/<P>',
  '/api/..//<H>/<P>',
  '/api/../..//<H>/<P>',
  '/%2e%2e//<H>/<P>',
  '/%2f/<H>/<P>',
  '%2f%2f<H>/<P>',
  '/%5c<H>/<P>',
  ';//<H>/<P>',
  '@<H>/<P>',
  ':@<H>/<P>',
  ':80//<H>/<P>',
  '?//<H>/<P>',
  '?@<H>/<P>',
  '#@<H>/<P>',
  // Letters that a parser drops or turns into others.
  ' http://<H>/<P>',
  '\u0000http://<H>/<P>',
  '\u001fhttp://<H>/<P>',
  '\thttp://<H>/<P>',
  'ht\ttp://<H>/<P>',
  'h\nttp://<H>/<P>',
  'http\r://<H>/<P>',
  'http:\n//<H>/<P>',
  'http:/\t/<H>/<P>',
  'http://\r\n<H>/<P>',
  'http://<H>\t/<P>',
  'http://<H>/\n<P>',
  '\t//<H>/<P>',
  '/\t/<H>/<P>',
  '/\n/<H>/<P>',
  '/\r\n\\<H>/<P>',
  '\u00a0//<H>/<P>',
  '\u2028//<H>/<P>',
  '\ufeffhttp://<H>/<P>',
  '／／<H>/<P>',
  'http：//<H>/<P>',
  'http:／／<H>/<P>',
  'http:\u2215\u2215<H>/<P>',
  '\u29f5\u29f5<H>/<P>',
  // User information, queries and fragments that look like the host.
  'http://<O>@<H>/<P>',
  'http://<O>:80@<H>/<P>',
  'http://user:word@<H>/<P>',
  'http://:@<H>/<P>',
  'http://@<H>/<P>',
  'http://@@<H>/<P>',
  'http://<O>%2f@<H>/<P>',
  'http://<O>%23@<H>/<P>',
  'http://<O>%5c@<H>/<P>',
  'http://<O>%00@<H>/<P>',
  'http://<O>&@<H>/<P>',
  'http://<O>;@<H>/<P>',
  'http://<O>,@<H>/<P>',
  'http://<O>\\@<H>/<P>',
  'http://<O>/@<H>/<P>',
  'http://<O>#@<H>/<P>',
  'http://<O>?@<H>/<P>',
  'http://<O>\t@<H>/<P>',
  'http://<O>%40<O>@<H>/<P>',
  'http://<O>@<O>@<H>/<P>',
  'http://<H>/<P>#http://<O>/',
  'http://<H>/<P>?http://<O>/',
  'http://<H>/<P>@<O>/',
  'http://<H>\\<P>@<O>/',
  'http://<H>#@<O>/<P>',
  'http://<H>?@<O>/<P>',
  'http://<H>/http://<O>/../<P>',
  'http://<H>/%2e%2e/%2e%2e/<P>',
  'http://<H>/.;/<P>',
  '//<O>@<H>/<P>',
  '//<O>\\@<H>/<P>',
  '\\\\<O>@<H>\\<P>',
  '/\\<O>@<H>/<P>',
]

/** One host in other spellings: some of them are home's own with home's port, and are home. */
const spellings = [
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.0x1',
  '0127.0.0.1',
  '127.0.0.256',
  '127.0.0.1.1',
  '127。0。0。1',
  '127．0．0．1',
  '１２７.0.0.1',
  '①②⑦.0.0.1',
  '127%2e0%2e0%2e1',
  '127.0.0.1%00',
  '127.0.0.1%20',
  '127.0.0.1%2f',
  '127.0.0.1%09',
  '%31%32%37.0.0.1',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:0:0:1]',
  '[::1%25lo]',
  '[::127.0.0.1]',
  '0.0.0.0',
  '0',
  '[::]',
  'localhost.',
  'LOCALHOST',
  'ⓛocalhost',
  'ｌｏｃａｌｈｏｓｔ',
  'loc\u00adalhost',
  'local\u200bhost',
  'loca\u017fhost',
  '%6cocalhost',
  'localhost%2f',
  'loc\tal\nhost',
  'xn--localhost-',
  '-localhost',
  'loc_alhost.localhost',
  'hôme.localhost',
  '127.0.0.1\u0000',
  '127.0.0.1<',
  '127.0.0.1 ',
  '127.0.0.1^',
  '127.0.0.1|',
]

const ports = (/** @type {number} */ port) => [
  `:${port}`,
  `:0${port}`,
  `:000000${port}`,
  `:${port} `,
  `:+${port}`,
  `:${port}.0`,
  `:${port + 65_536}`,
  ':',
  '',
]

/**
 * The table, as text: `whole`, or a sample that has every shape, spelling, port and length, and every stranger many times, but
 * not each of the ones with each of the others.
 */
export function hostileUrls(
  /** @type {{ home: number, elsewhere: number }} */ { home, elsewhere },
  { whole = true } = {},
) {
  const own = `127.0.0.1:${home}`
  /** @type {string[]} */
  const table = []
  const add = (/** @type {string} */ shape, /** @type {string} */ host) => {
    /** @type {Record<string, string>} */
    const put = { H: host, O: own, P: `n${table.length}-` }
    table.push(shape.replace(/<(.)>/g, (_, /** @type {string} */ letter) => put[letter]))
  }
  /**
   * Each of `few` with each of `many`, or the few in turn.
   * @template Few
   * @param {string[]} many
   * @param {Few[]} few
   * @param {(one: string, other: Few) => void} add
   */
  const pair = (many, few, add) => {
    for (const [n, one] of many.entries())
      for (const [turn, other] of few.entries()) if (whole || n % few.length === turn) add(one, other)
  }
  pair(shapes, strangers(home, elsewhere), add)
  const roots = ['http://<H>/<P>', '//<H>/<P>'].flatMap(
    (shape) =>
      /** @type {[string, number][]} */ ([
        [shape, home],
        [shape, elsewhere],
      ]),
  )
  pair(spellings, roots, (name, [shape, port]) => add(shape, `${name}:${port}`))
  for (const port of [...ports(elsewhere), ...ports(home)])
    for (const name of ['127.0.0.1', 'localhost']) add('http://<H>/<P>', name + port)
  for (const length of [2_000, 60_000]) {
    const long = 'a'.repeat(length)
    add(`http://<O>${long}@<H>/<P>`, `127.0.0.1:${elsewhere}`)
    add(`http://<H>/${long}/<P>`, `localhost:${elsewhere}`)
    add(`//<H>/<P>?${long}`, `[::1]:${elsewhere}`)
    add(`http://${long.slice(0, 60)}.<H>/<P>`, `localhost:${elsewhere}`)
    add(`${'../'.repeat(length / 3)}/<H>/<P>`, `127.0.0.1:${elsewhere}`)
    add(`${'/'.repeat(length)}<H>/<P>`, `127.0.0.1:${elsewhere}`)
  }
  return table
}

/** Bases that a page may come to have; undefined is none. */
export const hostileBases = (/** @type {{ elsewhere: number, home: number }} */ { elsewhere, home }) => [
  undefined,
  `http://127.0.0.1:${elsewhere}/`,
  `//localhost:${elsewhere}/api/`,
  `http://127.0.0.1:${home}@[::1]:${elsewhere}/deep/er/`,
  `http:\\\\127.0.0.2:${home}\\`,
  ` http://localhost:${home}/api/`,
  'data:text/html,base',
  'javascript:0',
  'https://home.localhost/',
  '/api/deep/',
]
