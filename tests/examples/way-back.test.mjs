// Where a login leads, for whatever a link puts into the address: to a path of the app.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const words = await esbuild.build({
  entryPoints: [fileURLToPath(new URL('../../examples/shared/words.ts', import.meta.url))],
  write: false,
  format: 'esm',
  bundle: true,
})
const [{ text = '' } = {}] = words.outputFiles
const { wayBack } = await import(`data:text/javascript,${encodeURIComponent(text)}`)

const app = 'https://app.example'

/** Where a router gets to: it may read the path that came out of the parser once more. */
function originsOf(/** @type {string} */ way) {
  const { origin, pathname } = new URL(way, app)
  return [origin, new URL(pathname, app).origin]
}

test('a path of the app is where the user gets to, with its query and its hash', () => {
  for (const way of [
    '/',
    '/orders/1003',
    '/orders?page=1',
    '/orders?next=//example.com/',
    '/report#sales',
    '/a//b',
  ])
    assert.equal(wayBack(way), way)
})

test('what is no path of the app leads to the orders', () => {
  for (const way of [
    undefined,
    null,
    '',
    'orders',
    'https://example.com/',
    'javascript:alert(1)',
    ['/orders/1003'],
  ])
    assert.equal(wayBack(way), '/orders')
  for (const way of [
    '//example.com',
    '/\\example.com',
    '/\t/example.com',
    '/\n\\example.com',
    '/\r/example.com',
  ])
    assert.equal(wayBack(way), '/orders', JSON.stringify(way))
  for (const way of [
    '/.//example.com',
    '/a/..//example.com',
    '/%2E/%2e%2E//example.com',
    '/.\t//example.com',
  ])
    assert.equal(wayBack(way), '/orders', JSON.stringify(way))
})

test('whatever letters it has, by the URL parser it leads to no other origin', () => {
  // All that the parser treats in a way of its own, and what looks like it.
  const letters = [
    ...'/\\\t\n\r .@:?#a',
    '%09',
    '%2e',
    '\0',
    '\v',
    '\f',
    '\u00a0',
    '\u2028',
    '\u200b',
    '\ufeff',
  ]
  const ways = ['']
  for (let length = 0, from = 0; length < 4; length++)
    for (const to = ways.length; from < to; from++)
      for (const letter of letters) ways.push(ways[from] + letter)
  for (const rest of ways)
    for (const way of [`/${rest}`, `/${rest}example.com`, `/${rest}/example.com`])
      assert.deepEqual(originsOf(wayBack(way)), [app, app], JSON.stringify(way))
})
