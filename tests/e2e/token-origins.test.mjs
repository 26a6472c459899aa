// An entry of attach.origins is an origin, or the configuration is refused: it never turns into the page's own (R25).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { result } from './harness/outcomes.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

const { scene } = await makeTokenLab()

const wrong = [
  'api.example.com',
  '*',
  'https://*.x',
  '//x',
  '',
  'https://x/path',
  // Further ones of the kind.
  'api.example.com:8443',
  'localhost:3000',
  '/api',
  './x',
  '?',
  '#x',
  'null',
  'https://',
  'https:/x.example/y',
  'http:api.example.com',
  'https:',
  'https://a b.example',
  'https://x.example/?q',
  'https://x.example#f',
  'https://user:secret@x.example',
  'https://*',
  'file:///etc/hosts',
  'data:text/plain,x',
  'javascript:alert(1)',
  'about:blank',
  'blob:https://x.example/8a3c',
]
const right = [
  'https://api.example.com',
  'https://api.example.com:8443',
  'http://localhost:3000',
  'http://[::1]:9',
]

test(
  'what is no origin is refused by name, and the value of nothing else is shown',
  scene(async ({ newTab }) => {
    const tab = await newTab()
    const accepted = []
    for (const origin of wrong) {
      const { error } = await tab.create({ ...tab.config, attach: { origins: [origin] } }, 'wrong')
      if (error === undefined) accepted.push(origin)
      else {
        assert.equal(error.code, 'CONFIG', origin)
        assert.match(error.message, /config\.attach\.origins\[0\]/, origin)
      }
    }
    assert.deepEqual(accepted, [])
    const second = await tab.create({ ...tab.config, attach: { origins: [right[0], '*'] } }, 'wrong')
    assert.match(second.error?.message ?? '', /config\.attach\.origins\[1\]/)
  }),
)

test(
  'what is one is taken, however many',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const tab = await openSignedIn({ config: { attach: { origins: [...right, elsewhere.url] } } })
    elsewhere.replies['/api/me'] = ({ headers }) => ({ body: { got: headers.authorization ?? null } })
    const reply = await tab.ask(`${elsewhere.url}/api/me`)
    assert.equal(result(reply), 200)
    assert.equal(reply.body.got, `Bearer ${home.issued[0]}`)
  }),
)
