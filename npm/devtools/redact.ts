// What may be shown, sent to another tab and copied: never anything that could be a token.

const HIDDEN = '…'

/** Names whose value is nobody's business. */
const secretName =
  /token|secret|passw|pwd|credential|api.?key|auth(?:orization)?$|cookie|session.?id|^sid$|^jti$|nonce|otp|signature|hash$|^code$|^key$/i

/** After such a part of a path comes a secret, unless it is a plain word. */
const beforeSecret =
  /^(?:tokens?|reset|reset-password|verify|verification|invite|invitation|magic|magic-link|confirm|activate|unsubscribe|secrets?|keys?|otp|ticket)$/i

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** Words as people write them: `notifications`, `getUserOrders`, `REFRESH_NOT_UNDERSTOOD`. What a machine made has no such parts. */
function isWords(text: string): boolean {
  const parts = text.split(/[^\p{L}\d]+|(?<=[a-z])(?=[A-Z])/u).filter(Boolean)
  const isPlain = (part: string) =>
    /^(?:\p{L}?\p{Ll}{1,19}|\p{Lu}{1,19}|\d{1,6}|[vV]\d+|\p{Lo}+)$/u.test(part)
  return parts.length <= text.length / 3 + 1 && parts.every(isPlain)
}

/** Whether a text without spaces looks like a token. */
export const looksSecret = (text: string): boolean =>
  /eyJ[\w-]{2,}/.test(text) || (text.length >= 16 && !isWords(text))

/** Decoded, however often it was encoded. */
function decoded(text: string): string {
  let now = text
  for (let round = 0; round < 4; round += 1) {
    try {
      const next = decodeURIComponent(now)
      if (next === now) break
      now = next
    } catch {
      // Broken escapes are the server's to understand. Here they are suspect.
      return HIDDEN
    }
  }
  return now
}

const plainWord = /^[a-z]+(?:-[a-z]+)*$/

function shownPath(path: string): string {
  let before = ''
  return path
    .split('/')
    .map((part) => {
      // What follows a semicolon are parameters, such as a session's id.
      const name = part.split(/;|%3b/i)[0] ?? ''
      const plain = decoded(name)
      // An encoded delimiter would bring in what is cut off elsewhere.
      const isHidden =
        plain === HIDDEN ||
        /[?#@&=;/\\]/.test(plain) ||
        looksSecret(plain) ||
        (beforeSecret.test(before) && !plainWord.test(plain) && plain !== '')
      before = plain
      return isHidden ? HIDDEN : name
    })
    .join('/')
}

/** A request's URL without user, query and fragment, and with what could be a token in its path hidden. */
export function shownUrl(
  url: string,
  base: string = globalThis.location?.href ?? 'http://localhost/',
): string {
  let target: URL
  try {
    target = new URL(url, base)
  } catch {
    return HIDDEN
  }
  // `blob:` and `data:` hold what they please.
  if (!/^(?:https?|wss?):$/.test(target.protocol)) return `${target.protocol}${HIDDEN}`
  const isOwn = target.origin === new URL(base).origin
  return (isOwn ? '' : target.origin) + shownPath(target.pathname) + (target.search ? `?${HIDDEN}` : '')
}

/** A text with whatever could be a token hidden. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b(?:https?|wss?):\/\/[^\s"'<>()]+/gi, (url) => shownUrl(url, 'http://elsewhere.invalid/'))
    .replace(/\b(Bearer|Basic|Token|Digest)\s+(?!…)\S+/g, `$1 ${HIDDEN}`)
    .replace(/([?&#])[^\s"'<>()]*=[^\s"'<>()]*/g, `$1${HIDDEN}`)
    .replace(/([\w-]+)(["']?\s*[:=]\s*["']?)([^\s"',;}…]+)/g, (whole, name: string, sign: string) =>
      secretName.test(name) ? `${name}${sign}${HIDDEN}` : whole,
    )
    .replace(/[^\s"'<>(){}[\],;:|…]{16,}/g, (word) =>
      word.split('/').some((part) => looksSecret(decoded(part))) ? HIDDEN : word,
    )
}

/** What the back-end says of the user, or claims, as it may be shown on the developer's own screen. It is never copied. */
export function shownValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return looksSecret(value) && !uuid.test(value) && !isAddress(value) ? HIDDEN : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > 4) return HIDDEN
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => shownValue(one, depth + 1))
  const shown: [string, unknown][] = Object.entries(value)
    .slice(0, 100)
    .map(([name, one]) => [name, secretName.test(name) ? HIDDEN : shownValue(one, depth + 1)])
  return Object.fromEntries(shown)
}

/** A mail address, a picture's URL without a query, or a text of several words. */
const isAddress = (text: string) =>
  /^[\w.+-]{1,40}@[\w-]+(?:\.[\w-]+)+$/.test(text) ||
  (/^https?:\/\/[^?#@]+$/.test(text) && shownUrl(text, 'http://elsewhere.invalid/') === text) ||
  (/\s/.test(text) && withoutSecrets(text) === text)
