// What the suite does to a back-end and sees of it: by the control surface of ours, or from the page alone.
import { setTimeout as sleep } from 'node:timers/promises'

/** @typedef {import('./subject-tab.mjs').SubjectTab} SubjectTab */

/**
 * What the suite can have done to a back-end; each returns when it is done.
 * @typedef {object} Probe
 * @property {number | undefined} [accessLifetime] in ms, where tokens expire by themselves and not on order
 * @property {() => unknown} begin before each check
 * @property {(tabs: SubjectTab[]) => unknown} expire makes the access token bad that these tabs have
 * @property {(tabs: SubjectTab[]) => unknown} refuse makes the refresh token bad that they have
 * @property {(tab: SubjectTab, times: number) => unknown} makeBusy answers so many refreshes with a 503
 * @property {() => unknown} confirmLogout rejects if the server knows of no logout
 * @property {(tabs: SubjectTab[]) => Promise<number>} refreshes how many there have been
 */

/** Why a check cannot be made of this back-end. */
export class NotRun extends Error {}

/** Our own back-end does what it is told, and counts. @implements {Probe} */
export class ControlProbe {
  constructor(/** @type {import('../e2e/harness/control.mjs').Control} */ control) {
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

  /**
   * @param {unknown} _tab
   * @param {number} times
   */
  makeBusy(_tab, times) {
    return this.control.fail({ target: 'refresh', kind: 'status', status: 503, times })
  }

  /** The last logout ended a session here, too. */
  async confirmLogout() {
    const last = (await this.control.log()).findLast(({ kind }) => kind === 'logout')
    if (!last?.session || last.status >= 300)
      throw new Error(`the server has confirmed no logout (status ${last?.status})`)
  }

  async refreshes() {
    const { received, reuseDetected } = (await this.control.counters()).refresh
    if (reuseDetected > 0) throw new Error('a used-up refresh token was presented')
    return received
  }
}

/** A back-end that nobody has a hold on: tokens are spoilt on their way, refreshes are counted in the page. @implements {Probe} */
export class PageProbe {
  constructor(/** @type {import('./subject.mjs').Subject} */ { accessLifetime, auth }) {
    const { refresh } = auth
    this.accessLifetime = accessLifetime
    this.attaches = auth.attach !== false
    this.sendsCookie = typeof refresh === 'object' && refresh.send === 'cookie'
  }

  begin() {}

  async expire(/** @type {SubjectTab[]} */ tabs) {
    // A server whose tokens are good for a short time is waited for: that is the real thing.
    if (this.accessLifetime) return sleep(this.accessLifetime + 1000)
    if (!this.attaches) throw new NotRun('`accessLifetime`: no page can spoil a cookie that it cannot read')
    // JWTs of one second are the same text: a spoilt one would be mistaken for its successor.
    await sleep(1100)
    for (const tab of tabs) await tab.spoilAccess()
  }

  async refuse(/** @type {SubjectTab[]} */ [tab]) {
    if (this.sendsCookie) throw new NotRun('a way to revoke a cookie that no page can read')
    await tab.spoilRefresh()
  }

  /** Nobody but the server knows. */
  confirmLogout() {}

  /**
   * @param {SubjectTab} tab
   * @param {number} times
   */
  makeBusy(tab, times) {
    return tab.page.evaluate((times) => lab.wire.makeBusy(times), times)
  }

  async refreshes(/** @type {SubjectTab[]} */ tabs) {
    const counts = await Promise.all(tabs.map((tab) => tab.page.evaluate(() => lab.wire.refreshes)))
    return counts.reduce((sum, count) => sum + count)
  }
}
