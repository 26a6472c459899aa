// What the suite does to a back-end and sees of it: by the control surface of ours, or from the page alone.
import { setTimeout as sleep } from 'node:timers/promises'

/** Why a check cannot be made of this back-end. */
export class NotRun extends Error {}

/** Our own back-end does what it is told, and counts. */
export class ControlProbe {
  constructor(control) {
    this.control = control
  }

  begin() {
    return this.control.reset()
  }

  expire() {
    return this.control.expireAccess()
  }

  refuse() {
    return this.control.revoke()
  }

  makeBusy(_tab, times) {
    return this.control.fail({ target: 'refresh', kind: 'status', status: 503, times })
  }

  /** The last logout ended a session here, too. */
  async confirmLogout() {
    const { status, session } = (await this.control.log()).findLast(({ kind }) => kind === 'logout') ?? {}
    if (!session || status >= 300) throw new Error(`the server has confirmed no logout (status ${status})`)
  }

  async refreshes() {
    const { received, reuseDetected } = (await this.control.counters()).refresh
    if (reuseDetected > 0) throw new Error('a used-up refresh token was presented')
    return received
  }
}

/** A back-end that nobody has a hold on: tokens are spoilt on their way, refreshes are counted in the page. */
export class PageProbe {
  constructor({ accessLifetime, auth }) {
    this.accessLifetime = accessLifetime
    this.attaches = auth.attach !== false
    this.sendsCookie = auth.refresh?.send === 'cookie'
  }

  begin() {}

  async expire(tabs) {
    // A server whose tokens are good for a short time is waited for: that is the real thing.
    if (this.accessLifetime) return sleep(this.accessLifetime + 1000)
    if (!this.attaches) throw new NotRun('`accessLifetime`: no page can spoil a cookie that it cannot read')
    // JWTs of one second are the same text: a spoilt one would be mistaken for its successor.
    await sleep(1100)
    for (const tab of tabs) await tab.spoilAccess()
  }

  async refuse([tab]) {
    if (this.sendsCookie) throw new NotRun('a way to revoke a cookie that no page can read')
    await tab.spoilRefresh()
  }

  /** Nobody but the server knows. */
  confirmLogout() {}

  makeBusy(tab, times) {
    return tab.page.evaluate((times) => lab.wire.makeBusy(times), times)
  }

  async refreshes(tabs) {
    const counts = await Promise.all(tabs.map((tab) => tab.page.evaluate(() => lab.wire.refreshes)))
    return counts.reduce((sum, count) => sum + count)
  }
}
