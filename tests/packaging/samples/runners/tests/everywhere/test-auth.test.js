// authflight/testing is held to what the real client does: both pass one list.
import { checks } from '../../scenes/checks.js'
import { clients } from '../../scenes/clients.js'
import { startServer } from '../../scenes/server.js'

let server
let auth

beforeEach(() => {
  server = startServer()
})
afterEach(() => {
  auth?.dispose()
  server.stop()
})

for (const [name, make] of Object.entries(clients))
  describe(name, () => {
    for (const [what, check] of Object.entries(checks))
      test(what, async () => {
        const [options, run] = Array.isArray(check) ? check : [{}, check]
        const scene = await make(server, options)
        auth = scene.auth
        await run(scene)
      })
  })
