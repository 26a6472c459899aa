// "My back-end is …": each configuration in the READMEs, executed against what that product documents.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createAuth } from 'authflight'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'
import { answerOf, products, Sessions } from './harness/products.mjs'
import { startRecorder } from './harness/recorder.mjs'

const scene = makeLab()

/** The rows of the table, as name and configuration. */
function rowsOf(file) {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| \*\*(.+?)\*\*.*?\| `(\{ .+? \})` \|/gm)]
  return Object.fromEntries(rows.map(([, name, code]) => [name, code]))
}
const [english, chinese] = ['README.md', 'README.zh-CN.md'].map(rowsOf)
// Real libraries: tests/back-ends runs these two.
const real = ['Django', 'Flask']

test('the READMEs have the same rows, and each is a product that is checked', () => {
  assert.deepEqual(chinese, english)
  assert.deepEqual(Object.keys(english).sort(), [...Object.keys(products), ...real].sort())
})

/** The options in the table of shapes, below the one of products. */
function shapesOf(file, heading) {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  const [, section] = text.split(`## ${heading}\n`)
  const rows = section.trim().split('\n\n')[0].split('\n')
  const options = rows
    .slice(2)
    .flatMap((row) => [...row.matchAll(/`((?:\{ )?\w+: .+?)`/g)].map(([, code]) => code))
  // What is not an option but a header, or a part of a sentence.
  return options.filter((code) =>
    /^(\{ )?(login|refresh|logout|tokens|attach|expired|headers|success): /.test(code),
  )
}

test(
  'each row of the table of shapes is taken as it stands, in both languages',
  scene(async ({ openTab }) => {
    const shapes = shapesOf('README.md', 'My back-end does X')
    assert.deepEqual(shapesOf('README.zh-CN.md', '我的后端是这样的'), shapes)
    assert.ok(shapes.length > 20, `${shapes.length} rows`)
    const tab = await openTab()
    const refused = await tab.page.evaluate(async (shapes) => {
      const given = {
        client_id: 'app',
        query: 'mutation { login }',
        id: () => '1',
        access: 'a',
        refresh: 'r',
      }
      // All at once: later on the page's CSP forbids it.
      const configs = shapes.map((code) => {
        const literal = (code.startsWith('{') ? code : `{ ${code} }`).replace('{ … }', '{}')
        return new Function(...Object.keys(given), `return (${literal})`)(...Object.values(given))
      })
      const refused = []
      for (const [index, config] of configs.entries()) {
        const { error } = await lab.open({ login: '/login', ...config }, 'shape')
        if (error) refused.push([shapes[index], error.message])
      }
      return refused
    }, shapes)
    assert.deepEqual(refused, [])
  }),
)

/** The paragraphs and the table below a heading, up to the next one. */
function sectionOf(file, heading) {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  return text.split(`\n## ${heading}\n`)[1].split('\n## ')[0]
}

test('"Where to keep what" names the same code in both languages, and its configurations are taken', async () => {
  const sections = [
    sectionOf('README.md', 'Where to keep what'),
    sectionOf('README.zh-CN.md', 'token 放在哪里'),
  ]
  const [english, chinese] = sections.map((section) =>
    [...section.matchAll(/`(.+?)`/g)].map(([, code]) => code),
  )
  assert.deepEqual(new Set(chinese), new Set(english))
  const configs = english.filter((code) => code.startsWith('{ login'))
  assert.equal(configs.length, 3)
  for (const code of configs) {
    const auth = await createAuth(new Function(`return (${code})`)())
    auth.dispose()
  }
})

/** The configuration, with its hosts in one place. */
function configOf(code, url) {
  const config = new Function(`return (${code.replaceAll(/https:\/\/[^/']+/g, url)})`)()
  return {
    baseURL: url,
    ...config,
    storageKey: 'product',
    retry: { attempts: 1 },
    proactive: { background: false },
  }
}

for (const [name, product] of Object.entries(products)) {
  test(
    name,
    scene(async ({ makeTab }) => {
      const sessions = new Sessions()
      const backEnd = await startRecorder(answerOf(product, sessions))
      try {
        const tab = await makeTab()
        tab.config = configOf(english[name], backEnd.url)
        assert.deepEqual(await tab.open(), {})
        await play(tab, product, sessions)
      } finally {
        await backEnd.stop()
      }
    }),
  )
}

async function play(tab, product, sessions) {
  const signIn = (isRight = true) => {
    if (product.tokens) return tab.call('setTokens', sessions.issue())
    const given = JSON.stringify(product.credentials ?? product.form)
    const credentials = JSON.parse(isRight ? given : given.replaceAll('"demo"', '"wrong"'))
    return product.form
      ? tab.page.evaluate(
          async (form) => lab.clients.main.call('login', new URLSearchParams(form)),
          credentials,
        )
      : tab.call('login', credentials)
  }
  const get = product.get ?? '/data'
  const ask = async (count) => {
    if (product.by !== 'get') return results(await tab.askMany(count, get))
    const asked = await tab.page.evaluate(
      ([count, get]) => Promise.all(Array.from({ length: count }, () => lab.clients.main.call('get', get))),
      [count, get],
    )
    return asked.map(({ value, error }) => error?.code ?? value.status)
  }

  if (!product.tokens) {
    const { error } = await signIn(false)
    assert.ok(['ERR_BAD_REQUEST', 'LOGIN_REJECTED'].includes(error?.code), `a wrong password: ${error?.code}`)
    assert.equal(await tab.status(), 'signedOut')
  }
  assert.equal((await signIn()).error?.message, undefined)
  assert.deepEqual(await ask(1), [200])
  assert.equal(sessions.refreshed, 0)
  if (product.lasts) {
    const { accessExpiresAt } = await tab.session()
    assert.ok(Math.abs(accessExpiresAt - Date.now() - product.lasts) < 60_000, 'the end is understood')
  }

  const renews = Boolean(tab.config.refresh)
  sessions.expire()
  if (renews) {
    assert.deepEqual(await ask(10), all(10, 200))
    assert.equal(sessions.refreshed, 1)
    sessions.refreshes.clear()
    sessions.expire()
  }
  await ask(3)
  const reason = renews ? 'refreshRejected' : 'refreshExpired'
  assert.deepEqual(await tab.events('loginRequired'), [{ reason }])
  assert.deepEqual([await tab.status(), sessions.refreshed], ['signedOut', renews ? 2 : 0])

  assert.equal((await signIn()).error, undefined)
  assert.equal((await tab.call('logout')).error, undefined)
  assert.equal(sessions.over, Boolean(tab.config.logout), 'the server knows of the logout')
  assert.deepEqual(await tab.events('warning'), [])
}
