// `init` loads once, whoever asks; what went wrong once may go right the next time; and no trap is ever seen.
import { readFile } from 'node:fs/promises'
import { createAuth, init } from 'authflight/slim'

const said = {}
const codeOf = (work) =>
  work.then(
    () => 'fine',
    (error) => error.code ?? error.name,
  )
said.before = await codeOf(createAuth({}))
said.withNothing = await codeOf(init(undefined))
said.withGarbage = await codeOf(init(new Uint8Array([1, 2, 3])))
said.afterGarbage = await codeOf(createAuth({}))

const bytes = await readFile(new URL(import.meta.resolve('authflight/authflight.wasm')))
// Asked for before it is there: it waits.
const loading = init(bytes)
const made = createAuth({})
said.twice = init(new Uint8Array([1, 2, 3])) === loading
said.once = await codeOf(loading)
said.early = await codeOf(made)
console.log(JSON.stringify(said))
