// Bundles the small framework apps as a user's bundler does, against the built package.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { packageFolder } from './places.mjs'

const sources = fileURLToPath(new URL('../apps/', import.meta.url))

/**
 * A folder with `NAME.html` and `NAME.js` for each app; `remove` it afterwards. `alias`: another package for one that the
 * apps name.
 */
export async function bundleApps(
  /** @type {string[]} */ files,
  /** @type {{ alias?: Record<string, string> }} */ { alias } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'authflight-apps-'))
  await esbuild.build({
    entryPoints: files.map((file) => join(sources, file)),
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    alias: {
      authflight: join(packageFolder, 'index.js'),
      'authflight/devtools': join(packageFolder, 'devtools.js'),
      'authflight/axios': join(packageFolder, 'axios.js'),
      'authflight/testing': join(packageFolder, 'testing.js'),
      'authflight/react': join(packageFolder, 'react.js'),
      'authflight/vue': join(packageFolder, 'vue.js'),
      ...alias,
    },
    // The package may lie elsewhere; its peers come from here.
    nodePaths: [fileURLToPath(new URL('../../../node_modules', import.meta.url))],
    logLevel: 'error',
  })
  for (const file of files) {
    const name = file.replace(/\.\w+$/, '')
    const page = `<!doctype html><link rel="icon" href="data:,"><main id="app"></main><script type="module" src="${name}.js"></script>`
    writeFileSync(join(folder, `${name}.html`), page)
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
