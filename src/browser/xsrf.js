import { cookieNamed } from './cookie.js'
import { here } from './global.js'

/**
 * The header that proves that a request is the page's own (R30): the value of a cookie that only the page can read. It is read
 * again at each sending, because a refresh may have changed it.
 */
export class Xsrf {
  #cookie
  #origins

  /**
   * @param {string} cookie
   * @param {string} header
   * @param {readonly string[]} origins those besides the page's own, as the URL parser writes them
   */
  constructor(cookie, header, origins) {
    this.#cookie = cookie
    this.header = header
    this.#origins = origins
  }

  /**
   * The header's value for a request; undefined where it has none. It never throws.
   * @param {string} method in capital letters
   * @param {{ origin: string } | undefined} target
   */
  valueFor(method, target) {
    if (method === 'GET' || method === 'HEAD' || !target) return
    // A `<base>` says where requests go, and not whose the cookie is.
    if (target.origin !== here() && !this.#origins.includes(target.origin)) return
    const value = cookieNamed(this.#cookie)
    return value && /^[\t\x20-\x7E\x80-\xFF]*$/.test(value) ? value.trim() : undefined
  }
}
