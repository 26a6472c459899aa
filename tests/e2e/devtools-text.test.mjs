// What the devtools show of a URL, and what they let through of a text: never a token, in whatever place and form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const source = fileURLToPath(new URL('../../npm/devtools/redact.ts', import.meta.url))
const { outputFiles } = await esbuild.build({
  entryPoints: [source],
  bundle: true,
  write: false,
  format: 'esm',
})
const { shownUrl, shownValue, withoutSecrets } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
)
const base = 'https://app.example/orders/list'

/** As back-ends issue them: JWTs, opaque ones in several alphabets, short ones, and one without digits. */
const secrets = [
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZW1vIn0.c2lnbmF0dXJl',
  'q7Zp0vXw3KcT9sLm2RfB8yNd',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
  '0b4b7f7e-6a3c-4c1e-9d0f-3f6f1c0b2a11',
  'sk_live_51Hx8ZkAbCdEfGhIjKl',
  'qWErTyUiOpAsDfGhJkLzXcVb',
  'Zm9vYmFyYmF6cXV4+/8=Zm9v',
]
const encodedWhole = (/** @type {string} */ text) =>
  [...text].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')
const forms = [
  (/** @type {string} */ secret) => encodeURIComponent(secret),
  (/** @type {string} */ secret) => encodeURIComponent(encodeURIComponent(secret)),
  encodedWhole,
  (/** @type {string} */ secret) => encodeURIComponent(encodedWhole(secret)),
]
const places = [
  (/** @type {string} */ it) => `/me?access_token=${it}`,
  (/** @type {string} */ it) => `/me?${it}`,
  (/** @type {string} */ it) => `/me?a=1&b[]=${it}#x`,
  (/** @type {string} */ it) => `/me#${it}`,
  (/** @type {string} */ it) => `/me#access_token=${it}&state=1`,
  (/** @type {string} */ it) => `https://user:${it}@app.example/me`,
  (/** @type {string} */ it) => `https://${it}@elsewhere.example/me`,
  (/** @type {string} */ it) => `/reset/${it}`,
  (/** @type {string} */ it) => `/files/${it}.json`,
  (/** @type {string} */ it) => `/files/${it}/download`,
  (/** @type {string} */ it) => `files/../${it}`,
  (/** @type {string} */ it) => `/me;jsessionid=${it}`,
  (/** @type {string} */ it) => `/me%3Bsid=${it}`,
  (/** @type {string} */ it) => `/me%3Faccess_token%3D${it}`,
  (/** @type {string} */ it) => `/me%2523access_token%253D${it}`,
  (/** @type {string} */ it) => `//elsewhere.example/a/${it}`,
  (/** @type {string} */ it) => `\\\\elsewhere.example\\${it}`,
  (/** @type {string} */ it) => `blob:https://app.example/${it}`,
  (/** @type {string} */ it) => `data:text/plain,${it}`,
  (/** @type {string} */ it) => `/broken/%E0%A4%A${it}`,
]

/** The text as it is and decoded, as often as it can be. */
function readings(/** @type {string} */ text) {
  const found = [text]
  for (let round = 0; round < 4; round += 1)
    try {
      found.push(decodeURIComponent(found[found.length - 1]))
    } catch {
      break
    }
  return found
}

/** Fails if a text has the secret or a longer piece of it, decoded or not. */
function assertHidden(/** @type {string} */ text, /** @type {string} */ secret, /** @type {string} */ what) {
  const pieces = Array.from({ length: secret.length - 9 }, (_, at) => secret.slice(at, at + 10))
  for (const reading of readings(text))
    for (const piece of pieces) assert.ok(!reading.includes(piece), `${what} became ${text}`)
}

test('a URL is shown without what could be a token, wherever it is and however it is written', () => {
  let count = 0
  for (const secret of secrets)
    for (const form of forms)
      for (const place of places) {
        const url = place(form(secret))
        assertHidden(shownUrl(url, base), secret, url)
        assertHidden(withoutSecrets(`#3 GET ${shownUrl(url, base)} waits`), secret, url)
        count += 1
      }
  assert.equal(count, secrets.length * forms.length * places.length)
})

test('after a word like reset or token a short code is hidden, too', () => {
  for (const url of ['/reset/9f8e7d', '/verify/123456', '/api/tokens/aB3', '/invite/x9'])
    assert.match(shownUrl(url, base), /\/…$/)
})

test('of a URL remains what says which request it is', () => {
  for (const [url, shown] of [
    ['/api/orders/1003', '/api/orders/1003'],
    ['details', '/orders/details'],
    ['/api/v2/getUserNotificationPreferences', '/api/v2/getUserNotificationPreferences'],
    ['/notification-preferences?page=2', '/notification-preferences?…'],
    ['/auth/refresh', '/auth/refresh'],
    ['/tokens/refresh', '/tokens/refresh'],
    ['/%E8%AE%A2%E5%8D%95/42', '/%E8%AE%A2%E5%8D%95/42'],
    ['https://api.example/a', 'https://api.example/a'],
  ])
    assert.equal(shownUrl(url, base), shown)
})

test('a text loses its tokens and keeps its words', () => {
  for (const secret of secrets)
    for (const text of [
      secret,
      `Authorization: Bearer ${secret}`,
      `Bearer ${secret}`,
      `token=${secret}`,
      `{"refresh_token":"${secret}"}`,
      `refresh_token: '${secret}'`,
      `see https://app.example/a?b=${secret}`,
      `(${secret})`,
      `/me?x=${secret}`,
    ])
      assertHidden(withoutSecrets(text), secret, text)
  assert.equal(withoutSecrets('password=hunter2 sid: 42'), 'password=… sid: …')
  for (const text of [
    'HEADER_NOT_EXPOSED: add Access-Control-Expose-Headers: token',
    'the refresh endpoint answered with a redirect, which is not followed',
    'by: otherTab',
    '刷新没有得到令牌',
  ])
    assert.equal(withoutSecrets(text), text)
})

test('the user and the claims are shown without what looks like a token', () => {
  const shown = shownValue({
    sub: '0b4b7f7e-6a3c-4c1e-9d0f-3f6f1c0b2a11',
    email: 'ada@example.org',
    roles: ['admin'],
    exp: 1_900_000_000,
    jti: 'x1',
    access_token: 'short',
    profile: { apiKey: 'k', note: 'two words', other: secrets[1] },
  })
  assert.deepEqual(shown, {
    sub: '0b4b7f7e-6a3c-4c1e-9d0f-3f6f1c0b2a11',
    email: 'ada@example.org',
    roles: ['admin'],
    exp: 1_900_000_000,
    jti: '…',
    access_token: '…',
    profile: { apiKey: '…', note: 'two words', other: '…' },
  })
})
