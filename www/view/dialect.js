/** Which back-end the page talks to, and the code that this takes. */
import { expirySign, offered, usageOf } from '../dialects.js'
import { byId, make } from '../dom.js'
import { inEveryLanguage, say, sayEverywhere } from '../language.js'
import { notify } from './notice.js'
import { identifier, written } from './written.js'

/** @typedef {import('../dialects.js').DialectName} DialectName */
/** @typedef {import('./written.js').Word} Word */

export function startDialect(/** @type {import('../model/client.js').Client} */ client) {
  const select = byId('dialect')
  const names = /** @type {DialectName[]} */ (Object.keys(offered))
  const options = names.map((name) => make('option', { value: name }))
  select.append(...options)

  const show = () => {
    select.value = client.dialect
    byId('code').replaceChildren(...code(client))
  }

  select.addEventListener('change', async () => {
    select.disabled = true
    try {
      await client.speak(/** @type {DialectName} */ (select.value))
    } catch {
      notify('package', 'noticeWasm')
    }
    select.disabled = false
  })

  const tell = () => sayEverywhere({ refusal: expirySign(client.dialect) })
  client.onChange(tell)
  inEveryLanguage(() => {
    for (const option of options)
      option.textContent = say(`dialect_${/** @type {DialectName} */ (option.value)}`)
    show()
  })
  tell()
}

/** All the code that an application with that back-end has. */
function code(/** @type {import('../model/client.js').Client} */ { dialect, config }) {
  const usage = usageOf(dialect)
  const credentials = usage.credentials(identifier('username'), identifier('password'))
  const { url, init } = usage.order(1001)
  const request = init ? [url, { ...init, body: identifier('body') }] : [url]
  return nodes([
    { text: 'import { createAuth } from ' },
    ...written('authflight'),
    { text: '\n\nconst auth = await createAuth(' },
    ...written(config),
    { text: ')\n\nauth.on(' },
    ...written('userChanged'),
    { text: ', showUser)' },
    ...(config.idle ? whileIdle : []),
    { text: '\n\nawait auth.login(\n  ' },
    ...written(credentials, '  '),
    { text: ',\n  ' },
    ...written({ remember: identifier('remember') }, '  '),
    { text: ',\n)\n\n' },
    { text: say('codeFetch'), kind: 'comment' },
    { text: '\nconst reply = await auth.fetch(' },
    ...request.flatMap((part, index) => [...(index > 0 ? [{ text: ', ' }] : []), ...written(part)]),
    { text: ')\n\n' },
    { text: say('codeLogin'), kind: 'comment' },
    { text: '\nauth.on(' },
    ...written('loginRequired'),
    { text: ', showLogin)' },
  ])
}

/** Asks whether somebody is there, while that may end the session. */
const whileIdle = [
  { text: '\nauth.on(' },
  ...written('idle'),
  { text: ', askWhoIsThere)\nauth.on(' },
  ...written('active'),
  { text: ', stopAsking)' },
]

/** @returns {(Node | string)[]} */
const nodes = (/** @type {Word[]} */ words) =>
  words.map(({ text, kind }) => (kind ? make('span', { className: kind, textContent: text }) : text))
