// Without WebAssembly every way to a client says so. (Node's own fetch would fail, too, so nothing is fetched.)
import { authFrom, createAuth, init } from 'authflight'
import { init as initSlim } from 'authflight/slim'

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
