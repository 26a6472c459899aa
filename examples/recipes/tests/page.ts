// The page of the tests: every recipe in use, as `window.lab`.
import { authFrom } from 'authflight'
import { download, downloadTo } from '../src/download'
import { listen } from '../src/eventsource'
import { expired as expiredInTrpc } from '../src/trpc'
import { upload } from '../src/upload'
import { expired as expiredInGraphQL } from '../src/urql'
import { connect } from '../src/websocket'
import { makeClients } from './clients'

// As the recipes have it: the first queries do not wait for the stored session.
const auth = authFrom({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
  expired: { ...expiredInTrpc, ...expiredInGraphQL },
})

const clients = makeClients(auth)
type Name = keyof typeof clients

/** Events of the session, in their order. */
const told: string[] = []
for (const name of ['loginRequired', 'signedOut', 'refreshFailed'] as const)
  auth.on(name, () => told.push(name))

/** What a call came to: its answer, or whether its library's error says that the session is over. */
async function outcome(name: Name, id: number) {
  const { ask, isSessionOver } = clients[name]
  try {
    return { answer: await ask(id) }
  } catch (error) {
    return { isOver: isSessionOver(error), error: String(error) }
  }
}

const asked = (name: Name, ids: number[]) => Promise.all(ids.map((id) => outcome(name, id)))

/** What the page asks while it is loaded: `?first=LIBRARY`. */
const first = new URLSearchParams(location.search).get('first') as Name | null

const lab = {
  auth,
  first: first && asked(first, [1001, 1002]),
  told,
  clients,
  login: (username = 'demo') => auth.login({ username, password: username }),
  asked,
  /** A mutation for everybody and one for who is signed in, in one turn. */
  mutate: () => Promise.all([clients.trpc.client.visit.mutate(), clients.trpc.client.note.mutate('note')]),
  /** What each listener has heard. */
  heard: [] as string[][],
  listen(count: number) {
    for (let n = 0; n < count; n++) {
      const heard: string[] = []
      lab.heard.push(heard)
      listen(auth, '/events', (data) => heard.push(data))
    }
  },
  connect(count: number) {
    for (let n = 0; n < count; n++) {
      const heard: string[] = []
      lab.heard.push(heard)
      connect(auth, `ws://${location.host}/socket`, (data) => heard.push(data))
    }
  },
  progress: [] as (number | undefined)[],
  download: (url: string) => download(auth, url, (share) => lab.progress.push(share)),
  async downloadTo(url: string) {
    const folder = await navigator.storage.getDirectory()
    const file = await folder.getFileHandle('report', { create: true })
    await downloadTo(file, auth, url, (share) => lab.progress.push(share))
  },
  /** The SHA-256 of what `downloadTo` has written. */
  async written() {
    const folder = await navigator.storage.getDirectory()
    return sha256(await (await folder.getFileHandle('report')).getFile())
  },
  async upload(size: number, note: string) {
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
    const file = new File([bytes], `${note}.bin`)
    const progress: number[] = []
    const onProgress = (share: number) => progress.push(share)
    const { data } = await upload<object>(auth, `${location.origin}/upload`, { file, note }, { onProgress })
    return { sent: await sha256(file), arrived: data, progress }
  },
}

async function sha256(file: File) {
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

declare global {
  interface Window {
    lab: typeof lab
  }
}
window.lab = lab
