// What the user reads.

/** What a failure, by authflight's code, means to the user; undefined where the login page says it. */
export function wordsFor(code: string, status?: number): string | undefined {
  switch (code) {
    case 'SESSION_EXPIRED':
    case 'SESSION_CHANGED':
    case 'ERR_CANCELED':
    case 'DISPOSED':
      return undefined
    case 'REFRESH_UNAVAILABLE':
      return 'The server cannot renew your login right now. You are still logged in: try again in a moment.'
    case 'ERR_NETWORK':
      return 'The server cannot be reached. Is the network there?'
    case 'ECONNABORTED':
      return 'The server took too long to answer.'
    default:
      return `The server had a problem (${status ?? code}). Try again.`
  }
}

/** Why the login page comes, by the reason of `loginRequired`. */
export function endOf(reason: string): string {
  switch (reason) {
    case 'otherTab':
      return 'You have logged out in another tab.'
    case 'idle':
      return 'You were away for a while, and have been logged out.'
    default:
      return 'Your session has ended. Please log in again.'
  }
}

/** What a screen reader says of the seconds that are left: three times, and not each second. */
export function secondsSaid(left: number): string {
  const mark = [10, 30, 60].find((mark) => left <= mark)
  return mark === undefined ? '' : `Less than ${mark} seconds left.`
}

const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })

export const price = (amount: number): string => money.format(amount)

export const size = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

/** How long the access token is still good, for the eye of the curious. */
export function tokenLeft(until: number | null, now: number): string {
  if (until === null) return 'logged in'
  const seconds = Math.max(0, Math.round((until - now) / 1000))
  return seconds < 100 ? `token good for ${seconds} s` : `token good for ${Math.round(seconds / 60)} min`
}

/** Where to go after a login: a path of this app, whatever a link put into the address. */
export function wayBack(redirect: unknown): string {
  // The URL parser reads "\" as "/" and drops tabs and line ends. What comes after two slashes is the name of another site.
  if (typeof redirect !== 'string' || !/^\/(?![/\\\s])/.test(redirect)) return '/orders'
  // It takes out "." and "..", too: of "/.//example.com" it leaves "//example.com", which leads away when it is used again.
  const { pathname, search, hash } = new URL(redirect, 'https://app.example')
  return pathname.startsWith('//') ? '/orders' : pathname + search + hash
}

/** What each customer has bought, the best first. */
export function salesByCustomer(orders: { customer: string; total: number }[]): [string, number][] {
  const sales = new Map<string, number>()
  for (const { customer, total } of orders) sales.set(customer, (sales.get(customer) ?? 0) + total)
  return [...sales].sort(([, one], [, other]) => other - one)
}
