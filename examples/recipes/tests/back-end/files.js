// A file to load, and a form that arrives.
import { createHash, randomBytes } from 'node:crypto'
import { finished } from 'node:stream/promises'

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** @param ask asks the tokens' server for a path with the token of a request: null if that is refused */
export function files(ask) {
  const report = randomBytes(3_000_000)
  return {
    report: { length: report.length, sha256: sha256(report) },
    async send(request, reply) {
      if (!(await ask(request, 'me'))) return reply.writeHead(401).end()
      reply.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': report.length,
        'content-disposition': `attachment; filename="report.bin"; filename*=UTF-8''${encodeURIComponent('第 3 季度.bin')}`,
      })
      if (!request.url.endsWith('?broken')) return reply.end(report)
      reply.write(report.subarray(0, 1_000_000), () => reply.destroy())
    },
    async take(request, reply) {
      const parts = []
      request.on('data', (part) => parts.push(part))
      await finished(request)
      if (!(await ask(request, 'me'))) return reply.writeHead(401).end()
      const { headers } = request
      const form = await new Response(Buffer.concat(parts), {
        headers: { 'content-type': headers['content-type'] },
      }).formData()
      const file = form.get('file')
      const arrived = {
        name: file.name,
        sha256: sha256(Buffer.from(await file.arrayBuffer())),
        note: form.get('note'),
      }
      reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(arrived))
    },
  }
}
