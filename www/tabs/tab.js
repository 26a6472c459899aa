/** What the page and the tabs that it compares say to each other. */

/**
 * A tab's own way to the server. `signedIn` resolves when the session that another tab has begun is known here.
 * @typedef {object} Tab
 * @property {(username: string, password: string) => Promise<unknown>} login
 * @property {(path: string) => Promise<Response>} fetch
 * @property {() => Promise<unknown>} signedIn
 * @property {() => Promise<unknown>} leave
 */

/** Tells the page that the tab is ready. */
export function openTab(/** @type {Tab} */ tab) {
  const opened = new CustomEvent('authflight-demo-tab', { detail: tab })
  // The frame is the page's own element: the event goes to that one tab's place there.
  window.frameElement?.dispatchEvent(opened)
}
