// Each candidate as a user's bundler would ship it, in a folder that the server mounts.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRoot } from '../scripts/shared/places.mjs'
import { bundleApp, measure } from '../scripts/size/shipped.mjs'

/** The folder, what each bundle weighs by name, and `remove` for afterwards. */
export async function bundleCandidates(candidates) {
  const folder = mkdtempSync(join(tmpdir(), 'authflight-bench-'))
  const weights = {}
  for (const { name, folder: own = '' } of candidates) {
    const bundle = await bundleApp({ entry: inRoot('benches/candidates', own, `${name}.js`) })
    writeFileSync(join(folder, `${name}.js`), bundle)
    weights[name] = measure(bundle)
  }
  writeFileSync(join(folder, 'page.js'), await bundleApp({ entry: inRoot('benches/page/page.js') }))
  copyFileSync(inRoot('benches/page/page.html'), join(folder, 'page.html'))
  return { folder, weights, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
