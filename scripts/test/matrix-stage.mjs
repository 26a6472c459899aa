// The package in bundlers and frameworks that are slow to install. Those that cannot be installed are reported.
import { packagingTools } from '../setup/packaging-tools.mjs'
import { failed } from './outcome.mjs'

const parts = [
  { name: 'webpack, rspack, Rollup, esbuild', group: 'bundlers' },
  { name: 'Next', group: 'next' },
  { name: 'Nuxt', group: 'nuxt' },
  { name: 'Jest 30 and Vitest', group: 'runners' },
  { name: 'Vite 4 to 7, webpack 4, Vue 2.7, React 17, axios 0.27, TypeScript 5', group: 'older' },
]

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/** `test` runs files with Node's test runner. */
export async function testMatrix(/** @type {(files: string[]) => Promise<Outcome>} */ test) {
  const files = []
  const notRun = []
  for (const { name, group } of parts) {
    try {
      await packagingTools(group)
      files.push(`tests/packaging/matrix/${group}.test.mjs`)
    } catch (error) {
      notRun.push(`${name} (${/** @type {Error} */ (error).message})`)
    }
  }
  if (files.length === 0) return failed(undefined, notRun)
  return { ...(await test(files)), notRun }
}
