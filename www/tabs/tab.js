/** What the page and the tabs that it opens say to each other. */

/**
 * A tab's own way to the server. `signedIn` resolves when the session that another tab has begun is known here.
 * @typedef {object} Tab
 * @property {(username: string, password: string) => Promise<unknown>} login
 * @property {(path: string, init?: Init | undefined) => Promise<Response>} fetch
 * @property {() => Promise<unknown>} signedIn
 * @property {() => Promise<unknown>} logout
 * @property {() => boolean} keepsTokens whether the tab, or the storage that it shares, has tokens
 * @property {() => number} loginsAsked how many times the user was sent to the login page
 * @property {() => string[]} warnings the codes of what it was warned of
 * @property {() => Promise<unknown>} leave
 * @property {import('./network.js').Network} network
 */
/** @typedef {{ method: string, body: Blob }} Init */

/**
 * What the page wants of the tab. `timeout`: of one exchange with the server, in ms.
 * @typedef {{ dialect: 'bearer' | 'cookie', timeout: number }} Setup
 */

/** @type {Setup} */
export const setup = JSON.parse(window.frameElement?.getAttribute('data-setup') ?? 'null')

/** Tells the page that the tab is ready. */
export function openTab(/** @type {Tab} */ tab) {
  const opened = new CustomEvent('authflight-demo-tab', { detail: tab })
  // The frame is the page's own element: the event goes to that one tab's place there.
  window.frameElement?.dispatchEvent(opened)
}
