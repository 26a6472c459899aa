// The database restarts while the back-end is in use: calls wait, and nobody's session is lost.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDatabase } from '../../scripts/test/database.mjs'
import { startServer } from '../e2e/harness/server.mjs'

/** @typedef {import('../e2e/harness/server.mjs').Server} Server */

const names = process.env.AUTHFLIGHT_DATABASES?.split(',') ?? ['MariaDB', 'PostgreSQL']

/** A user of the bearer dialect. */
class User {
  constructor(/** @type {string} */ url) {
    this.url = `${url}/bearer`
  }

  async #post(/** @type {string} */ path, /** @type {object} */ body) {
    const headers = { 'content-type': 'application/json' }
    const reply = await fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (reply.ok) this.tokens = await reply.json()
    return reply.status
  }

  login() {
    return this.#post('/login', { username: 'demo', password: 'demo' })
  }

  refresh() {
    return this.#post('/refresh', { refresh_token: this.tokens.refresh_token })
  }

  async me() {
    const headers = { authorization: `Bearer ${this.tokens.access_token}` }
    return (await fetch(`${this.url}/me`, { headers })).status
  }
}

for (const name of /** @type {Parameters<typeof startDatabase>[0][]} */ (names)) {
  describe(name, () => {
    /** @type {Awaited<ReturnType<typeof startDatabase>>} */
    let database
    before(async () => {
      database = await startDatabase(name)
    })
    after(() => database?.remove())

    const scene =
      (/** @type {(server: Server) => Promise<void>} */ play, /** @type {string[]} */ flags = []) =>
      async () => {
        const server = await startServer({ database: database.url, flags })
        try {
          await play(server)
        } finally {
          await server.stop()
        }
      }

    test(
      'calls made while it is away are answered once it is back, and the log says so once',
      scene(async (/** @type {Server} */ server) => {
        const user = new User(server.url)
        const another = new User(server.url)
        assert.equal(await user.login(), 200)
        await database.stop()
        const asked = [user.refresh(), another.login(), ...Array.from({ length: 10 }, () => user.me())]
        await server.control.wait('resource.received', 10)
        await until(() => server.said().includes('does not answer'))
        await database.start()
        assert.deepEqual(await Promise.all(asked), Array(12).fill(200))
        assert.equal(await user.me(), 200)
        assert.equal(await user.refresh(), 200)
        assert.equal(await another.refresh(), 200)
        assert.equal((await server.control.counters()).refresh.reuseDetected, 0)
        const lines = server.said().trim().split('\n')
        assert.equal(lines.length, 2, server.said())
        assert.match(lines[0], /does not answer \(.+\); calls wait and are made again$/)
        assert.match(lines[1], /answers again after \d+\.\d s$/)
        for (const { tokens } of [user, another]) {
          assert.ok(!server.said().includes(tokens.refresh_token))
        }
      }),
    )

    test(
      'eight users refresh without a pause while it stops, crashes and comes back: each exchange is granted',
      scene(async (/** @type {Server} */ server) => {
        const users = Array.from({ length: 8 }, () => new User(server.url))
        for (const user of users) assert.equal(await user.login(), 200)
        let going = true
        const refreshing = users.map(async (user) => {
          let rounds = 0
          for (; going; rounds += 1) assert.equal(await user.refresh(), 200)
          return rounds
        })
        const granted = async () => (await server.control.counters()).refresh.granted
        for (const end of ['stop', 'crash', 'stop', 'crash', 'crash']) {
          const before = await granted()
          await server.control.wait('refresh.granted', before + 20)
          await database[/** @type {'stop'} */ (end)]()
          await database.start()
        }
        await server.control.wait('refresh.granted', (await granted()) + 20)
        going = false
        const rounds = (await Promise.all(refreshing)).reduce((sum, count) => sum + count)
        const { refresh } = await server.control.counters()
        assert.deepEqual(
          [refresh.received, refresh.granted, refresh.refused, refresh.reuseDetected],
          [rounds, rounds, 0, 0],
        )
        for (const user of users) assert.equal(await user.me(), 200)
      }),
    )

    test(
      'one that stays away is a 503 with Retry-After, and sessions are there when it is back',
      scene(
        async (/** @type {Server} */ server) => {
          const user = new User(server.url)
          assert.equal(await user.login(), 200)
          await database.stop()
          assert.equal(await user.refresh(), 503)
          const reply = await fetch(`${server.url}/bearer/me`, {
            headers: { authorization: `Bearer ${user.tokens.access_token}` },
          })
          assert.deepEqual([reply.status, reply.headers.get('retry-after')], [503, '1'])
          await database.start()
          assert.equal(await user.refresh(), 200)
          assert.equal(await user.me(), 200)
        },
        ['--database-patience', '500'],
      ),
    )

    test('several back-ends that start at once on an empty database all serve, and share their sessions', async () => {
      const empty = await startDatabase(name)
      const starting = [1, 2, 3, 4].map(() => startServer({ database: empty.url }))
      const started = /** @type {{ value: Server, reason?: Error }[]} */ (await Promise.allSettled(starting))
      try {
        const refused = started.filter(({ reason }) => reason).map(({ reason }) => reason?.message)
        assert.deepEqual(refused, [])
        const user = new User(started[0].value.url)
        assert.equal(await user.login(), 200)
        for (const { value } of started) {
          user.url = `${value.url}/bearer`
          assert.equal(await user.refresh(), 200)
        }
      } finally {
        for (const { value } of started) await value?.stop()
        await empty.remove()
      }
    })

    test('sessions outlive the back-end', async () => {
      /** @type {User} */
      let user
      await scene(async (/** @type {Server} */ server) => {
        user = new User(server.url)
        assert.equal(await user.login(), 200)
      })()
      await scene(async (/** @type {Server} */ server) => {
        user.url = `${server.url}/bearer`
        assert.equal(await user.refresh(), 200)
        assert.equal(await user.me(), 200)
      })()
    })
  })
}

async function until(/** @type {() => boolean} */ holds) {
  for (let round = 0; !holds(); round += 1) {
    assert.ok(round < 500, 'within 10 s')
    await sleep(20)
  }
}
