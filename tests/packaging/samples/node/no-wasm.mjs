// Without WebAssembly every way to a client says so.
import { authFrom, createAuth, init } from 'authflight'
import { init as initSlim } from 'authflight/slim'

// Node's own fetch needs WebAssembly, too, when it is first used.
await fetch(process.argv[2])
delete globalThis.WebAssembly
const said = ({ code, message, cause }) => [code, message.split(',')[0], cause?.name]
const ways = [
  () => init(),
  () => createAuth(),
  () => authFrom().ready,
  () => authFrom().getAccessToken(),
  () => initSlim(new Uint8Array()),
]
const outcomes = []
for (const way of ways) outcomes.push(await way().catch(said))
console.log(JSON.stringify(outcomes))
