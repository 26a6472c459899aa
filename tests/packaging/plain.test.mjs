// Without a bundler: a script in a page, with the binary apart, and in workers, over a plain static server.
import { test } from 'node:test'
import { judgeDay, makeLab } from './harness/lab.mjs'

const lab = makeLab({ sample: 'plain', browser: true, served: true })

for (const page of ['index.html', 'slim.html', 'worker.html', 'service-worker.html']) {
  test(page, async () => {
    await lab.server.control.reset()
    const statuses = await lab.visit(`${lab.site.url}/${page}?server=${lab.server.url}`)
    await judgeDay(lab.server, statuses)
  })
}
