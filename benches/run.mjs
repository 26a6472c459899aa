// `npm run bench` after everything is built: measures, prints, and writes report.md and its charts. With --quick only a few of
// each, to see that it works, and with --only storms,start only some parts: nothing is written then.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { inRoot } from '../scripts/shared/places.mjs'
import { Failure, main, say, step } from '../scripts/shared/say.mjs'
import { measure } from '../scripts/size/shipped.mjs'
import { bundleCandidates } from './bundles.mjs'
import { measureAll, parts } from './measure.mjs'
import { report } from './report.mjs'
import { openScene } from './scene.mjs'

const load = () => loadavg()[0].toFixed(1)

function chosenParts(/** @type {string[]} */ args) {
  const at = args.findIndex((arg) => arg === '--only' || arg.startsWith('--only='))
  if (at < 0) return parts
  const names = (args[at].split('=')[1] ?? args[at + 1] ?? '').split(',').filter(Boolean)
  const unknown = names.find((name) => !parts.some((part) => part.name === name))
  if (unknown || names.length === 0) {
    const choice = parts.map(({ name }) => name).join(', ')
    throw new Failure(`${unknown ?? '--only'} names no part: choose from ${choice}.`)
  }
  return parts.filter(({ name }) => names.includes(name))
}

await main(async () => {
  const args = process.argv.slice(2)
  const quick = args.includes('--quick')
  const chosen = chosenParts(args)
  const start = Date.now()
  const loadBefore = load()
  const bundles = await bundleCandidates()
  const scene = await openScene(bundles.folder)
  try {
    const { measured, counts, failures } = await measureAll(scene, chosen, quick ? 'quick' : 'full', step)
    const { text, charts } = report({
      measured,
      counts,
      weights: bundles.weights,
      binary: measure(readFileSync(inRoot('dist/authflight.wasm'))),
      machine: {
        date: new Date().toISOString().slice(0, 10),
        browser: `Chromium ${scene.version}`,
        cores: availableParallelism(),
        node: process.versions.node,
        minutes: Math.round((Date.now() - start) / 60_000),
        loadBefore,
        loadAfter: load(),
      },
    })
    say(`\n${text}`)
    if (failures.length > 0) throw new Failure(failures.join('\n'))
    if (!quick && chosen === parts) {
      writeFileSync(inRoot('benches/report.md'), text)
      mkdirSync(inRoot('benches/charts'), { recursive: true })
      for (const [name, svg] of Object.entries(charts))
        writeFileSync(inRoot(`benches/charts/${name}.svg`), svg)
    }
  } finally {
    await scene.close()
    bundles.remove()
  }
})
