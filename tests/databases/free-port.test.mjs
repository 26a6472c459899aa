// The ports of what the tests start late, or again: nothing else may take them meanwhile.
import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import { mock, test } from 'node:test'
import { freePort } from '../../scripts/shared/free-port.mjs'

// Where Linux begins, unless it is told otherwise; others begin higher.
const lowestOutgoing = 32_768

test('no outgoing connection is ever given the port', async () => {
  for (let pick = 0; pick < 20; pick++) {
    const port = await freePort()
    assert.ok(port < lowestOutgoing, `${port} is one that an outgoing connection may take`)
  }
})

test('a port that is taken is passed over', async () => {
  const server = createServer().listen(await freePort(), '127.0.0.1')
  await once(server, 'listening')
  const free = await freePort()
  const picks = [/** @type {import('node:net').AddressInfo} */ (server.address()).port, free]
  mock.method(crypto, 'randomInt', () => picks.shift())
  syncBuiltinESMExports()
  try {
    assert.equal(await freePort(), free)
  } finally {
    mock.restoreAll()
    syncBuiltinESMExports()
    server.close()
  }
})
