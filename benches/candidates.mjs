// Who is measured. `baseline` is what ratios are taken against.
import { readFileSync } from 'node:fs'
import { inRoot } from '../scripts/shared/places.mjs'

/**
 * A client that is measured. `label` names it in tables and charts; its file is in `folder`, if it has one, below candidates/.
 * @typedef {object} Candidate
 * @property {string} name
 * @property {string} label
 * @property {string} [folder]
 */

/** As much of one as a page needs to know. @typedef {Pick<Candidate, 'name'>} Named */

/** @returns {string} */
const version = (/** @type {string} */ folder) =>
  JSON.parse(readFileSync(inRoot(folder, 'package.json'), 'utf8')).version
const axios = `axios ${version('node_modules/axios')}`
const authRefresh = `axios-auth-refresh ${version('node_modules/axios-auth-refresh')}`

export const baseline = 'native'

/** @type {Candidate[]} */
export const candidates = [
  { name: 'native', label: 'native fetch, by hand' },
  { name: 'axios-queue', label: `${axios}, hand-written queue` },
  { name: 'axios-auth-refresh', label: `${axios} + ${authRefresh}` },
  {
    name: 'ky',
    // They ask for a newer Node than the project does, so they have a folder of their own; here they run in browsers only.
    folder: 'ky',
    label: `ky ${version('benches/candidates/ky/node_modules/ky')} + fetch-extras ${version('benches/candidates/ky/node_modules/fetch-extras')}`,
  },
  { name: 'authflight', label: 'authflight, `auth.fetch`' },
  { name: 'authflight-verbs', label: 'authflight, `auth.get`' },
]

/** At the start only: later it is the same code. */
export const slim = { name: 'authflight-slim', label: 'authflight/slim, `auth.get`' }
/** The same, its binary asked for by the page. */
export const slimPreload = { ...slim, name: 'authflight-slim-preload', label: 'authflight/slim, preloaded' }

/** axios kept, and what it is measured against. */
export const attached = { name: 'attached', label: `${axios} + authflight, \`attachAuth\`` }
export const axiosAlone = { name: 'axios-alone', label: `${axios} without token code` }

/** Without a server; what it costs is the stub's own. */
export const bare = { name: 'bare', label: 'the stub alone' }

const [native, ...others] = candidates
/** Who takes part where a stub stands in place of fetch. @type {Candidate[]} */
export const withoutServer = [bare, native, axiosAlone, ...others, attached]
/** Who takes part at the start, from navigation on. @type {Candidate[]} */
export const starting = [...candidates.filter(({ name }) => name !== 'authflight-verbs'), slim, slimPreload]

const byName = new Map([...withoutServer, ...candidates, ...starting].map((one) => [one.name, one]))

export const named = (/** @type {string[]} */ ...names) =>
  names.map((name) => {
    const one = byName.get(name)
    if (!one) throw new Error(`${name} is no candidate.`)
    return one
  })
