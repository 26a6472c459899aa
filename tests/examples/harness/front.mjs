// What stands before an app in production: one origin for the app and its back-end.
import { once } from 'node:events'
import { createServer, request } from 'node:http'

/** Passes the paths of the demo back-end on to it, and all others to the app. */
export async function startFront(/** @type {{ app: string, demo: string }} */ { app, demo }) {
  const front = createServer((asked, reply) => {
    const isForDemo = /^\/(bearer|control)\//.test(String(asked.url))
    const { method, headers } = asked
    const passed = request(
      new URL(String(asked.url), isForDemo ? demo : app),
      { method, headers },
      (answer) => {
        reply.writeHead(Number(answer.statusCode), answer.headers)
        answer.pipe(reply)
      },
    )
    passed.on('error', () => reply.destroy())
    reply.on('close', () => passed.destroy())
    asked.pipe(passed)
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (front.address()).port}`,
    async stop() {
      front.closeAllConnections()
      front.close()
      await once(front, 'close')
    },
  }
}
