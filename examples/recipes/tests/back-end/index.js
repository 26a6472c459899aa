// One origin for the page, for authflight's demo back-end, which has the tokens, and for servers of other kinds, which ask it
// whether a token is good.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { extname } from 'node:path'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { eventStream, messages } from './events.js'
import { files } from './files.js'
import { graphQL } from './graphql.js'
import { appRouter } from './trpc.js'

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' }

/**
 * @param demo the address of the demo back-end
 * @param site the folder of the built page
 */
export async function startBackEnd({ demo, site }) {
  /** What the demo back-end answers to the token of a request: null if it refuses it. */
  const ask = async ({ headers: { authorization } }, path) => {
    const reply = await fetch(`${demo}/bearer/${path}`, { headers: authorization ? { authorization } : {} })
    return reply.ok ? reply.json() : null
  }
  const events = eventStream(ask)
  const store = files(ask)
  const ran = []
  const answerTrpc = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: ({ req }) => ({ order: (id) => ask(req, `orders/${id}`), ran }),
  })
  const answers = {
    trpc: answerTrpc,
    graphql: graphQL(ask),
    events: events.answer,
    report: store.send,
    upload: store.take,
    bearer: pass,
    control: pass,
  }

  function pass(asked, reply) {
    const { method, headers } = asked
    const passed = request(new URL(asked.url, demo), { method, headers }, (answer) => {
      reply.writeHead(answer.statusCode, answer.headers)
      answer.pipe(reply)
    })
    passed.on('error', () => reply.destroy())
    reply.on('close', () => passed.destroy())
    asked.pipe(passed)
  }

  async function sendFile({ url }, reply) {
    const path = url.replace(/\?.*/, '').replace(/\/$/, '/index.html')
    try {
      const body = await readFile(site + path)
      reply.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body)
    } catch {
      reply.writeHead(404).end()
    }
  }

  /** Every request but those for files and the demo's controls, in the order of their arrival. */
  const requests = []
  const server = createServer((asked, reply) => {
    const [, first] = asked.url.split(/[/?]/)
    const { authorization: token, 'last-event-id': lastEventId } = asked.headers
    const path = asked.url.replace(/\?.*/, '')
    if (Object.hasOwn(answers, first) && first !== 'control')
      requests.push({ path, token, lastEventId, status: () => reply.statusCode })
    const answer = Object.hasOwn(answers, first) ? answers[first] : sendFile
    answer(asked, reply)
  })
  const socket = messages(server, '/socket', ask)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    ran,
    events,
    socket,
    report: store.report,
    async stop() {
      socket.stop()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
