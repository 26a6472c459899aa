import { global } from './global.js'
import { get, put } from './store.js'

/** The value of a cookie that this page can read. */
export function cookieNamed(/** @type {string} */ name) {
  try {
    const { cookie } = /** @type {Document} */ (global('document'))
    for (const pair of cookie.split(';')) {
      const at = pair.indexOf('=')
      if (pair.slice(0, at).trim() === name) return decodeURIComponent(pair.slice(at + 1).trim())
    }
  } catch {
    // There is no page, it may read no cookies, or the value is not encoded.
  }
}

// The cookie of a session with `remember: false`. It has no end, so the browser drops it when it is closed. Its name says all.
// Where no cookie can be kept, an entry in the tab's own storage stands in for it.

/** A window's. Node's own is not a browser's. */
const ofTab = () =>
  /** @type {Storage} */ (global('window') === undefined ? undefined : global('sessionStorage'))

/** Undefined if the cookie is there, or what stands in for it. Otherwise whether this page can keep cookies. */
export function missCookie(/** @type {string} */ name) {
  if (has(name) || get(ofTab(), name)) return
  // Under another name, because another tab may look for that one now.
  const probe = `${name}.probe`
  const keepsCookies = keepCookie(probe)
  dropCookie(probe)
  return keepsCookies
}

/** Keeps the cookie. Returns false if it could not be kept, so that the tab's own storage stands in. */
export function keepCookie(/** @type {string} */ name) {
  write(name, '')
  if (has(name)) return true
  put(ofTab(), name, '1')
  return false
}

/** Removes the cookie, and what stands in for it. */
export function dropCookie(/** @type {string} */ name) {
  write(name, '; Max-Age=0')
  put(ofTab(), name, undefined)
}

function has(/** @type {string} */ name) {
  try {
    return cookieNamed(encodeURIComponent(name)) !== undefined
  } catch {
    // The page has replaced what encodes it.
    return false
  }
}

/** `Lax`, because a page that a link on another site has opened might not see a `Strict` one. */
function write(/** @type {string} */ name, /** @type {string} */ end) {
  try {
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: its other API answers later, and not everywhere
    document.cookie = `${encodeURIComponent(name)}=1; Path=/; SameSite=Lax${secure}${end}`
  } catch {}
}
