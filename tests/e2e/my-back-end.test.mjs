// "My back-end is …": each configuration in the documentation, executed against what that product documents.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAuth } from 'authflight'
import { configOf, configurationsIn, optionsIn } from '../docs/harness/configurations.mjs'
import { inlineCodeOf, proseOf, sectionOf, textOf } from '../docs/harness/pages.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'
import { Sessions } from './harness/product-parts.mjs'
import { answerOf, products } from './harness/products.mjs'
import { startRecorder } from './harness/recorder.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

const [english, chinese] = ['docs/guide', 'docs/zh/guide'].map((folder) => ({
  backEnds: textOf(`${folder}/back-ends.md`),
  tokens: textOf(`${folder}/tokens.md`),
}))

/** The products of a page: headings and configurations, in their order. */
const productsIn = (/** @type {string} */ page) =>
  sectionOf(page, page === english.backEnds ? 'By product' : 'by-product')
    .split(/^### /m)
    .slice(1)
    .map((below) => [below.split('\n')[0], ...configurationsIn(below)])
const rows = Object.fromEntries(productsIn(english.backEnds))
// Real libraries: tests/back-ends runs these two.
const real = ['Django', 'Flask']

test('both languages have the same products, each with one configuration, and each is checked', () => {
  assert.deepEqual(Object.keys(rows).sort(), [...Object.keys(products), ...real].sort())
  for (const product of productsIn(english.backEnds)) assert.equal(product.length, 2, product[0])
  const configs = (/** @type {string} */ page) => productsIn(page).map(([, config]) => config)
  assert.deepEqual(configs(chinese.backEnds), configs(english.backEnds))
})

/** The configurations of the shapes, below the products: whole ones, and options within a sentence. */
function shapesOf(/** @type {string} */ page) {
  const [, shapes] = page.split(/^(?=## (?:By shape: the tokens|.* \{#by-shape-the-tokens\})$)/m)
  const withoutComments = (/** @type {string} */ code) => code.replace(/ *\/\/ .*$/gm, '')
  return [...configurationsIn(shapes).map(withoutComments), ...optionsIn(proseOf(shapes))]
}

test(
  'each shape is taken as it stands, in both languages',
  scene(async ({ openTab }) => {
    const shapes = shapesOf(english.backEnds)
    assert.deepEqual(shapesOf(chinese.backEnds), shapes)
    assert.ok(shapes.length > 20, `${shapes.length} shapes`)
    const tab = await openTab()
    const refused = await tab.page.evaluate(async (shapes) => {
      // All at once: later on the page's CSP forbids it.
      const configs = shapes.map((code) => new Function('query', `return (${code})`)('mutation { login }'))
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

test('“The three places” names the same code in both languages, and its configurations are taken', async () => {
  const places = sectionOf(english.tokens, 'The three places')
  const inChinese = sectionOf(chinese.tokens, 'the-three-places')
  assert.deepEqual(new Set(inlineCodeOf(inChinese)), new Set(inlineCodeOf(places)))
  assert.deepEqual(configurationsIn(inChinese), configurationsIn(places))
  const configs = configurationsIn(places).map(configOf)
  assert.equal(configs.length, 3)
  for (const config of configs) {
    const auth = await createAuth(config)
    auth.dispose()
  }
})

/** The configuration, with its hosts in one place. */
function configAt(/** @type {string} */ code, /** @type {string} */ url) {
  const config = configOf(code.replaceAll(/https:\/\/[^/']+/g, url))
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
        tab.config = configAt(rows[name], backEnd.url)
        assert.deepEqual(await tab.open(), {})
        await play(tab, product, sessions)
      } finally {
        await backEnd.stop()
      }
    }),
  )
}

async function play(
  /** @type {Tab} */ tab,
  /** @type {import('./harness/products.mjs').Product} */ product,
  /** @type {Sessions} */ sessions,
) {
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
  const ask = async (/** @type {number} */ count) => {
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
    assert.ok(
      Math.abs(Number(accessExpiresAt) - Date.now() - Number(product.lasts)) < 60_000,
      'the end is understood',
    )
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
