// The same client in a worker, which has no localStorage and no document.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

const scene = makeLab()

for (const kind of ['Worker', 'SharedWorker']) {
  test(
    `in a ${kind}: login, one refresh for ten`,
    scene(async ({ server, openTab }) => {
      const tab = await openTab()
      const told = await tab.page.evaluate(
        ([kind, config]) =>
          new Promise((resolve) => {
            if (kind === 'Worker') {
              const worker = new Worker('/fixtures/worker.js', { type: 'module' })
              worker.onmessage = ({ data }) => resolve(data)
              worker.postMessage(config)
            } else {
              const { port } = new SharedWorker('/fixtures/shared-worker.js', { type: 'module' })
              port.onmessage = ({ data }) => resolve(data)
              port.postMessage(config)
            }
          }),
        [kind, tab.config],
      )
      assert.deepEqual(told, { statuses: all(20, 200), session: 'signedIn' })
      assert.equal((await server.counters()).refresh.received, 1)
    }),
  )
}
