// What a user's bundler makes of an app, and what it weighs on its way.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { inRoot } from '../shared/places.mjs'

/** @typedef {ReturnType<typeof measure>} Size */

/** Bytes, plain and as servers send them. */
export const measure = (/** @type {Buffer} */ bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length,
})

export const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`

/**
 * Bundles `contents`, or the file `entry`, for browsers, minified.
 * @param {{ contents?: string, entry?: string }} app
 */
export async function bundleApp({ contents = '', entry }) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    // The package is found by its own name, through package.json's exports, as users find it.
    ...(entry ? { entryPoints: [entry] } : { stdin: { contents, resolveDir: inRoot(), loader: 'js' } }),
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
  })
  const [bundled] = outputFiles
  return Buffer.from(bundled?.contents ?? [])
}
