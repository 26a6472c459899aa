// The server's control surface, as functions: what tests order and what they look at afterwards.
import { request } from 'node:http'

export class Control {
  constructor(url) {
    this.url = url
  }

  state() {
    return this.#ask('GET', 'state')
  }

  async counters() {
    return (await this.state()).counters
  }

  /** Every request to a dialect since the last reset, in the order of the replies. */
  log() {
    return this.#ask('GET', 'log')
  }

  settings(some) {
    return this.#ask('PUT', 'settings', some)
  }

  fail(order) {
    return this.#ask('POST', 'fail', order)
  }

  hold(target) {
    return this.#ask('POST', 'hold', { target })
  }

  release(target) {
    return this.#ask('POST', 'release', { target })
  }

  expireAccess() {
    return this.#ask('POST', 'expire-access')
  }

  revoke() {
    return this.#ask('POST', 'revoke')
  }

  reset() {
    return this.#ask('POST', 'reset')
  }

  /** Resolves once a counter has come this far; rejects when it has not in time. */
  wait(counter, atLeast, timeoutMs = 10_000) {
    return this.#ask('GET', `wait?counter=${counter}&atLeast=${atLeast}&timeoutMs=${timeoutMs}`)
  }

  async #ask(method, path, order) {
    const { status, text } = await exchange(method, `${this.url}/control/${path}`, order)
    if (status >= 300) throw new Error(`control ${method} ${path}: ${status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
}

/** On a connection of its own: the server closes idle ones when it is told to drop a reply. */
function exchange(method, url, order) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false }, async (reply) => {
      let text = ''
      for await (const part of reply.setEncoding('utf8')) text += part
      resolve({ status: reply.statusCode, text })
    })
    sent.on('error', reject)
    sent.end(order && JSON.stringify(order))
  })
}
