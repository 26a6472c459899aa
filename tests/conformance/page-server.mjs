// Serves the suite's page: an origin of its own, so that every back-end is another one.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, dirname, extname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageFolder, siteFolder } from '../e2e/harness/places.mjs'

/** One that has been started. @typedef {Awaited<ReturnType<typeof startPageServer>>} PageServer */

const here = fileURLToPath(new URL('.', import.meta.url))
/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
}

/**
 * Starts it on `port`, or a free one. `config` is a module of the user's; its folder is served with it.
 * @param {{ config?: string, port?: number }} [options]
 */
export async function startPageServer({ config, port = 0 } = {}) {
  /** @type {Record<string, string>} */
  const folders = {
    conformance: here,
    e2e: resolve(here, '../e2e'),
    package: packageFolder,
    // The configurations are the demo page's.
    www: siteFolder,
    ...(config && { config: dirname(config) }),
  }
  const server = createServer(async (request, response) => {
    const [, name, path] =
      /^\/([^/]+)\/([^?]*)/.exec(decodeURIComponent(/** @type {string} */ (request.url))) ?? []
    const folder = folders[name]
    const file = folder && resolve(folder, path)
    try {
      if (!file?.startsWith(`${resolve(folder)}${sep}`)) throw new Error('outside')
      const bytes = await readFile(file)
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
      response.end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  }).listen(port, '127.0.0.1')
  await Promise.race([
    once(server, 'listening'),
    once(server, 'error').then(([error]) => {
      throw error
    }),
  ])
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    module: config ? `/config/${basename(config)}` : '/conformance/dialects.mjs',
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
