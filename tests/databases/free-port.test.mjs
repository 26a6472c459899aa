// The ports of what the tests start late, or again: nothing else may take them meanwhile.
import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import { mock, test } from 'node:test'
import { freePort } from '../../scripts/shared/free-port.mjs'

const range = '/proc/sys/net/ipv4/ip_local_port_range'

test('no outgoing connection is ever given the port', { skip: !existsSync(range) }, async () => {
  const [lowest] = readFileSync(range, 'utf8').split('\t').map(Number)
  for (let pick = 0; pick < 20; pick++) {
    const port = await freePort()
    assert.ok(port < lowest, `${port} is one that an outgoing connection may take`)
  }
})

test('a port that is taken is passed over', async () => {
  const free = await freePort()
  const server = createServer().listen(await freePort(), '127.0.0.1')
  await once(server, 'listening')
  const picks = [server.address().port, free]
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
