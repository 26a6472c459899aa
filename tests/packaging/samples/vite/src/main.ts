import { type Auth, createAuth } from 'authflight'
import { configFor, day } from '../day.js'

declare global {
  interface Window {
    outcome: Promise<number[]>
  }
}

const query = new URLSearchParams(location.search)
const server: string = query.get('server') ?? ''

async function own(): Promise<number[]> {
  const auth: Auth = await createAuth(configFor(server))
  return day(auth, server)
}

const slim = () => import('./slim').then(({ run }) => run(server))

const withoutVerbs = () => import('./fetch').then(({ run }) => run(server))

const entries: Record<string, () => Promise<number[]>> = { default: own, fetch: withoutVerbs, slim }

window.outcome = (entries[query.get('entry') ?? ''] ?? own)()
