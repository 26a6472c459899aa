// Warnings that save an afternoon: what is wrong with the back-end or the configuration, told where it shows.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { startServer } from './harness/server.mjs'

const scene = makeLab()

/** Another origin. */
let elsewhere
before(async () => {
  elsewhere = await startServer()
})
after(() => elsewhere.stop())

/** What was warned of, by code. */
const warned = async (tab, code) => (await tab.events('warning')).filter((warning) => warning.code === code)

test(
  'a token header that another origin does not expose is named, with the line to add',
  scene(async ({ openTab }) => {
    await elsewhere.control.reset()
    await elsewhere.control.settings({ exposeHeaders: ['date'] })
    const tab = await openTab({ config: { ...dialects.header, baseURL: `${elsewhere.url}/header` } })
    assert.equal((await tab.login()).error.code, 'LOGIN_REJECTED')
    const [{ message }] = await warned(tab, 'HEADER_NOT_EXPOSED')
    assert.match(message, /Access-Control-Expose-Headers: .*token/)
  }),
)
