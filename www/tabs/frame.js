/** Opens tabs: each is a frame, a document with its own scripts, timers and requests, which shares what tabs share. */

/** @typedef {import('./tab.js').Tab} Tab */
/** @typedef {import('./tab.js').Setup} Setup */
/** @typedef {keyof typeof scripts} Side */

const scripts = { ours: 'tabs/with-authflight.js', byHand: 'tabs/by-hand.js' }

/** How long a tab may take to open, in ms. */
const PATIENCE = 15_000

/** @type {Setup} */
const usual = { dialect: 'bearer', timeout: 10_000 }

/**
 * A frame with that side's script in it. The server lets nothing of it be framed, so the document is written here; the page's policy
 * goes for it, too.
 * @param {Side} side
 * @param {Element} place
 * @param {Partial<Setup>} [setup]
 * @returns {Promise<{ frame: HTMLIFrameElement, tab: Tab }>}
 */
export function openFrame(side, place, setup = {}) {
  const script = scripts[side]
  const frame = document.createElement('iframe')
  frame.title = script
  frame.dataset.setup = JSON.stringify({ ...usual, ...setup })
  frame.srcdoc = `<!doctype html><script type="module" src="${script}"></script>`
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      frame.remove()
      reject(new Error(script))
    }, PATIENCE)
    frame.addEventListener('authflight-demo-tab', (event) => {
      clearTimeout(late)
      resolve({ frame, tab: /** @type {CustomEvent<Tab>} */ (event).detail })
    })
    place.append(frame)
  })
}
