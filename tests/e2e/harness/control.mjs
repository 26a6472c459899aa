// The server's control surface, as functions: what tests order and what they look at afterwards.
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
    const reply = await fetch(`${this.url}/control/${path}`, {
      method,
      ...(order && { body: JSON.stringify(order), headers: { 'content-type': 'application/json' } }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`control ${method} ${path}: ${reply.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
}
