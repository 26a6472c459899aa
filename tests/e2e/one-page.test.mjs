// Several clients in one page: two copies of the package, and a hot reload in the middle.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'
import { packageFolder } from './harness/places.mjs'
import * as without from './harness/without.mjs'

const scene = makeLab({ mounts: { copy: packageFolder } })

const variants = [
  { what: '', prepare: without.nothing },
  { what: ' (without Web Locks)', prepare: without.webLocks },
]

for (const { what, prepare } of variants) {
  for (const [clients, from] of [
    ['two clients', '/package/index.js'],
    ['two copies of the package', '/copy/index.js'],
  ]) {
    test(
      `${clients} in one page share one session and one refresh${what}`,
      scene(async ({ server, openSignedIn }) => {
        const tab = await openSignedIn({ prepare })
        const other = await tab.page.evaluate(
          async ([from, config]) => {
            const { createAuth } = await import(from)
            return (await lab.open(config, 'second', createAuth)).error
          },
          [from, tab.config],
        )
        assert.equal(other, undefined)
        for (const round of [1, 2, 3]) {
          await server.expireAccess()
          await Promise.all([tab.start(10, '/me'), tab.start(10, '/me', { name: 'second' })])
          assert.deepEqual(results(await tab.outcomes()), all(10, 200))
          assert.deepEqual(results(await tab.outcomes('second')), all(10, 200))
          const { refresh } = await server.counters()
          assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0])
        }
        await tab.call('logout')
        await tab.page.waitForFunction(() => lab.clients.second.auth.session.status === 'signedOut')
      }),
    )
  }

  test(
    `a hot reload while a refresh is under way: the new client goes on with its tokens${what}`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ prepare })
      await server.expireAccess()
      await server.hold('refresh')
      await tab.start(1, '/me')
      await server.wait('refresh.received', 1)
      await tab.start(3, '/me')
      await tab.pending(4)
      await tab.page.evaluate(() => lab.clients.main.auth.dispose())
      assert.deepEqual(results(await tab.outcomes()), [401, ...all(3, 'DISPOSED')])
      assert.deepEqual(await tab.create(tab.config, 'second'), {})
      await tab.start(5, '/me', { name: 'second' })
      await server.release('refresh')
      assert.deepEqual(results(await tab.outcomes('second')), all(5, 200))
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [1, 0])
    }),
  )
}
