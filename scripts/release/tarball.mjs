// What `npm pack` would publish: each file with its size, raw and as a server sends it.
import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { inRoot, pathOf, withPrograms } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { say } from '../shared/say.mjs'

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`

export async function printTarball() {
  const output = await mustRun(
    pathOf('npm'),
    ['pack', '--dry-run', '--json', '--silent'],
    'npm could not pack the package: see above.',
    { cwd: inRoot(), env: withPrograms(), limit: 120 },
  )
  const [{ filename, size, unpackedSize, files }] = JSON.parse(output.slice(output.indexOf('[')))
  /** @type {(name: string, ...cells: string[]) => void} */
  const line = (name, ...cells) =>
    say(`  ${name.padEnd(28)}${cells.map((cell) => cell.padStart(12)).join('')}`)
  line(filename, 'raw', 'gzip', 'brotli')
  for (const { path, size } of files) {
    const bytes = readFileSync(inRoot(path))
    line(
      path,
      kilobytes(size),
      kilobytes(gzipSync(bytes, { level: 9 }).length),
      kilobytes(brotliCompressSync(bytes).length),
    )
  }
  say(`  ${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`)
}
