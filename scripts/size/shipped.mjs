// Bundles an app as users do, and measures its size raw and compressed.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { inRoot } from '../shared/places.mjs'

/** The number of bytes, raw and as servers send them. */
export const measure = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length,
})

export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

/** Bundles `contents`, or the file `entry`, for browsers, minified. */
export async function bundleApp({ contents, entry }) {
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
  return Buffer.from(outputFiles[0].contents)
}
