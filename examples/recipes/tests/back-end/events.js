// Server-sent events, and a WebSocket. Both end when the token does, and keep what nobody has heard yet.
import { once } from 'node:events'
import { WebSocketServer } from 'ws'

/** Resolves once nobody is connected; rejects if somebody stays. */
const allClosed = (connections) =>
  Promise.all([...connections].map((one) => once(one, 'close', { signal: AbortSignal.timeout(10_000) })))

/** @param ask asks the tokens' server for a path with the token of a request: null if that is refused */
export function eventStream(ask) {
  const events = []
  const open = new Set()
  const send = (reply, index) => reply.write(`id: ${index + 1}\ndata: ${events[index]}\n\n`)
  return {
    async answer(request, reply) {
      if (!(await ask(request, 'me'))) return reply.writeHead(401).end()
      reply.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      reply.write('retry: 20\n\n')
      for (let index = Number(request.headers['last-event-id'] ?? 0); index < events.length; index++)
        send(reply, index)
      open.add(reply)
      reply.on('close', () => open.delete(reply))
    },
    publish(text) {
      events.push(text)
      for (const reply of open) send(reply, events.length - 1)
    },
    /** The tokens of the requests have expired. */
    end() {
      for (const reply of open) reply.end()
      open.clear()
    },
    empty: () => allClosed(open),
  }
}

/** The first message is the token. */
export function messages(server, path, ask) {
  const sockets = new WebSocketServer({ server, path })
  const good = new Set()
  /** Every socket's token, and whether it was good. */
  const tokens = []
  sockets.on('connection', (socket) => {
    socket.once('message', async (message) => {
      const { token } = JSON.parse(message)
      const headers = { authorization: `Bearer ${token}` }
      const isGood = Boolean(await ask({ headers }, 'me'))
      tokens.push({ token, isGood })
      if (!isGood) return socket.close(4401)
      good.add(socket)
      socket.send('hello')
    })
    socket.on('close', () => good.delete(socket))
  })
  return {
    tokens,
    publish: (text) => good.forEach((socket) => void socket.send(text)),
    /** The tokens of the sockets have expired. */
    end: () => good.forEach((socket) => void socket.close(4401)),
    empty: () => allClosed(sockets.clients),
    stop: () => sockets.clients.forEach((socket) => void socket.terminate()),
  }
}
