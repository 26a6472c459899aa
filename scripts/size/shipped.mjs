// Bundles an app as users do, and measures its size raw and compressed.
import { relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { inRoot } from '../shared/places.mjs'

/** @typedef {ReturnType<typeof measure>} Size */

/** The number of bytes, raw and as servers send them. */
export const measure = (/** @type {Buffer} */ bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length,
})

export const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`

/**
 * Bundles `contents`, or the file `entry`, for browsers, minified: what the page loads at its start, without what the app
 * imports later.
 * @param {{ contents?: string, entry?: string, splitting?: boolean }} app
 */
export async function bundleApp({ contents = '', entry, splitting = true }) {
  const { build } = await import('esbuild')
  const { outputFiles, metafile } = await build({
    // The package is found by its own name, through package.json's exports, as users find it, and not where a tsconfig.json has its
    // types.
    tsconfigRaw: '{}',
    ...(entry ? { entryPoints: [entry] } : { stdin: { contents, resolveDir: inRoot(), loader: 'js' } }),
    bundle: true,
    minify: true,
    splitting,
    write: false,
    metafile: true,
    outdir: inRoot('target/shipped'),
    absWorkingDir: inRoot(),
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
  })
  const { outputs } = metafile
  const first = Object.keys(outputs).find((path) => outputs[path]?.entryPoint)
  const atStart = new Set([first])
  for (const path of atStart)
    for (const { path: imported, kind } of outputs[path ?? '']?.imports ?? [])
      if (kind === 'import-statement') atStart.add(imported)
  const files = outputFiles.filter(({ path }) => atStart.has(relative(inRoot(), path)))
  return Buffer.concat(files.map(({ contents }) => contents))
}
