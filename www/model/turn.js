/** What is played on the server for everybody to see is played alone: one at a time, in all tabs of this page. */

const NAME = 'authflight-demo-play'

/**
 * Begins when whatever is played is over.
 * @template T
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export const takeTurn = (task) =>
  // Browsers have no locks for a page that came by plain http from another machine.
  'locks' in navigator ? navigator.locks.request(NAME, task) : task()
