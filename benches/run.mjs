// `npm run bench` after everything is built: measures, prints, and writes report.md. With --quick only a few of each, to
// see that it works; nothing is written.
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { inRoot } from '../scripts/shared/places.mjs'
import { main, say, step } from '../scripts/shared/say.mjs'
import { measure } from '../scripts/size/shipped.mjs'
import { bundleCandidates } from './bundles.mjs'
import { candidates, slim } from './candidates.mjs'
import { counts, measureAll } from './measure.mjs'
import { report } from './report.mjs'
import { openScene } from './scene.mjs'

const load = () => loadavg()[0].toFixed(1)

await main(async () => {
  const quick = process.argv.includes('--quick')
  const count = counts[quick ? 'quick' : 'full']
  const loadBefore = load()
  const bundles = await bundleCandidates([...candidates, slim])
  const scene = await openScene(bundles.folder)
  try {
    const measured = await measureAll(scene, count, step)
    const text = report({
      measured,
      weights: bundles.weights,
      binary: measure(readFileSync(inRoot('dist/authflight.wasm'))),
      count,
      machine: {
        date: new Date().toISOString().slice(0, 10),
        browser: `Chromium ${scene.version}`,
        cores: availableParallelism(),
        node: process.versions.node,
        loadBefore,
        loadAfter: load(),
      },
    })
    say(`\n${text}`)
    if (!quick) writeFileSync(inRoot('benches/report.md'), text)
  } finally {
    await scene.close()
    bundles.remove()
  }
})
