// The reference: pages that TypeDoc makes from the types of the build, and the decisions. Both are in English only, and are put into both
// languages, so that each link leads somewhere and each search finds them.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'
import { hashOf, isFresh, stamp } from '../shared/stamp.mjs'

const inDocs = (/** @type {string[]} */ ...parts) => inRoot('docs', ...parts)

const typeDoc = inDocs('node_modules/typedoc/bin/typedoc')
const english = inDocs('reference/api')
const chinese = inDocs('zh/reference/api')

/** What is said at the head of an English page among the Chinese ones. */
const onlyInEnglish = '> 本页只有英文，由源代码里的注释生成。\n\n'
const decidedInEnglish = '> 本页只有英文。\n\n'

/** What TypeDoc has written, mended: the name of the page (`# vue` becomes `# authflight/vue`), and its links to other pages. */
function mended(/** @type {string} */ text, /** @type {string} */ file) {
  const entry = file.replace(/\.md$/, '')
  const name = entry === 'index' ? 'authflight' : `authflight/${entry}`
  return (
    text
      .replaceAll('index-1.md', 'index.md')
      .replace(/^# .*$/m, `# ${name}`)
      // The plugin forgets its own `anchorPrefix` where a link leaves the page.
      .replace(/\]\((\w+\.md#)(?!api-)/g, ']($1api-')
      // A member whose name says it all.
      .replace(/\| - \|$/gm, '| |')
  )
}

function copyInto(/** @type {string} */ from, /** @type {string} */ to, /** @type {string} */ notice) {
  mkdirSync(to, { recursive: true })
  for (const file of readdirSync(from)) {
    const text = readFileSync(join(from, file), 'utf8')
    writeFileSync(
      join(to, file),
      text.replace(/^# .*\n+/, (heading) => heading + notice),
    )
  }
}

async function generate() {
  rmSync(english, { recursive: true, force: true })
  rmSync(chinese, { recursive: true, force: true })
  const sentence = 'TypeDoc could not make the reference: see above.'
  await mustRun(process.execPath, [typeDoc, '--logLevel', 'Error'], sentence, { cwd: inDocs(), limit: 300 })
  // TypeDoc keeps index.md for itself and calls the page of the entry `index` index-1.md.
  renameSync(join(english, 'index-1.md'), join(english, 'index.md'))
  for (const file of readdirSync(english)) {
    const text = readFileSync(join(english, file), 'utf8')
    writeFileSync(join(english, file), mended(text, file))
  }
  copyInto(english, chinese, onlyInEnglish)
}

/** Makes what is generated among the pages, if its sources have changed. */
export async function makeReference() {
  const dist = inRoot('dist')
  if (!existsSync(join(dist, 'index.d.ts')))
    throw new Failure('The reference is made from the types of the build: run `npm run build` first.')
  const types = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => join(dist, file))
  const hash = hashOf([...types, inDocs('typedoc.json'), inDocs('package-lock.json'), import.meta.filename])
  if (!isFresh('reference', hash, [join(english, 'index.md'), join(chinese, 'index.md')])) {
    await step('Making the reference', generate)
    stamp('reference', hash)
  }
  rmSync(inDocs('zh/decisions'), { recursive: true, force: true })
  copyInto(inDocs('decisions'), inDocs('zh/decisions'), decidedInEnglish)
}
