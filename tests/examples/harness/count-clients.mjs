// Runs before a server of an app: notes each client that is made there. A client listens for events of the page, where it can.
import { appendFileSync } from 'node:fs'

globalThis.addEventListener = (/** @type {string} */ type) => {
  if (type === 'storage') appendFileSync(String(process.env.AUTHFLIGHT_CLIENTS), '.')
}
