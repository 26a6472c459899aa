// Server-sent events with a header, by the package `eventsource`: the browser's own EventSource can carry no token.
import type { FetchAuth } from 'authflight'
import { EventSource } from 'eventsource'

/**
 * Calls back for each message. When the server ends the stream, as it should when the token of its request expires, the next
 * request has a fresh token and `Last-Event-ID`, so that the server can send what was missed. Returns a function that closes it.
 */
export function listen(auth: FetchAuth, url: string, onMessage: (data: string) => void): () => void {
  const source = new EventSource(url, { fetch: auth.fetch })
  source.addEventListener('message', ({ data }) => onMessage(data))
  const close = () => {
    source.close()
    for (const off of offs) off()
  }
  // Its user has left (a refused refresh is a signedOut, too), or another one has come without a logout.
  const offs = [auth.on('signedOut', close), auth.on('signedIn', ({ by }) => by !== 'restored' && close())]
  return close
}
