// A WebSocket that comes back. It takes no headers, so the token is its first message: in the URL it would get into logs.
import { type FetchAuth, isAuthflightError } from 'authflight'

/** The code with which this server closes a socket whose token is missing, wrong or expired. 4000 to 4999 are the application's. */
const unauthorised = 4401

/** Returns a function that closes it. */
export function connect(auth: FetchAuth, url: string, onMessage: (data: string) => void): () => void {
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let refused: string | null = null
  let attempts = 0
  let closed = false

  const again = () => {
    const wait = Math.random() * Math.min(30_000, 250 * 2 ** attempts++)
    if (!closed) timer = setTimeout(open, wait)
  }
  async function open() {
    try {
      // A server may refuse a token before its time. The same one is not shown again.
      if (refused && refused === (await auth.getAccessToken())) await auth.refresh()
      const token = await auth.getAccessToken()
      if (closed || !token) return
      socket = new WebSocket(url)
      socket.onopen = () => socket?.send(JSON.stringify({ token }))
      socket.onmessage = ({ data }) => {
        attempts = 0
        onMessage(data)
      }
      socket.onclose = ({ code }) => {
        if (code === unauthorised) refused = token
        again()
      }
    } catch (error) {
      // This passes. The others are the session's end.
      if (isAuthflightError(error) && error.code === 'REFRESH_UNAVAILABLE') again()
    }
  }
  const close = () => {
    closed = true
    clearTimeout(timer)
    socket?.close()
    for (const off of offs) off()
  }
  // Its user has left, or another one has come without a logout.
  const offs = [auth.on('signedOut', close), auth.on('signedIn', ({ by }) => by !== 'restored' && close())]
  void open()
  return close
}
