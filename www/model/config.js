/**
 * A configuration as text: read as JSON5, which has JavaScript's notation for data and runs nothing, and judged by the package itself.
 */
import { drop } from '../memory.js'

/** @typedef {import('../../npm/types.ts').AuthConfig} AuthConfig */
/** @typedef {import('../../npm/types.ts').Auth} Auth */
/** @typedef {(config: AuthConfig) => Promise<Auth>} CreateAuth */
/** @typedef {{ config: AuthConfig, fault: null } | { config: null, fault: string }} Judged */

/** Nobody's: a client that is made only to see whether it can be made keeps nothing of the page's. */
const ASIDE = 'authflight-demo-check'

/** Resolves with the configuration, or with what is wrong in it: JSON5's words, or `createAuth`'s. @returns {Promise<Judged>} */
export async function judge(/** @type {CreateAuth} */ createAuth, /** @type {string} */ text) {
  try {
    // Only who edits needs it.
    const { default: JSON5 } = await import('/json5/index.min.mjs')
    const config = JSON5.parse(text)
    const auth = await createAuth(aside(config))
    auth.dispose()
    return { config, fault: null }
  } catch (error) {
    return { config: null, fault: /** @type {Error} */ (error).message }
  } finally {
    drop(ASIDE)
  }
}

/** The same, away from the page's session, and asking the server for nothing. What is wrong in it stays wrong. */
function aside(/** @type {any} */ config) {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return config
  const { storageKey = '', restore } = config
  return {
    ...config,
    ...(typeof storageKey === 'string' && { storageKey: ASIDE }),
    ...(restore === 'always' && { restore: 'never' }),
  }
}
