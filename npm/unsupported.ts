import { global } from '#shell/global.js'
import { kindOf } from '#shell/native.js'
import { AuthflightError, withoutQuery } from './errors.ts'
import type { Attempt } from './load.ts'

// Why the module does not run here, each cause in its own sentence, with what cures it. In the entry itself: a chunk of its own
// would have to be fetched when fetching is what fails, and Rollup's `output.file` takes no second chunk.

const absent =
  'There is no WebAssembly here, and authflight cannot run without it. Lockdown Mode of iOS and `node --jitless` switch it off: exclude the site from Lockdown Mode, or start Node without the flag.'
const forbidden =
  "The page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src: script-src 'self' 'wasm-unsafe-eval'"
const incomplete = (missing: string[]) =>
  `These are missing here: ${missing.join(', ')}. In Jest's jsdom, set testEnvironment to 'jest-fixed-jsdom', or let the setup() of your own call Object.assign(this.global, { ${needed.join(', ')} }).`
const damaged =
  'The binary of authflight does not compile: it was cut off or changed on its way, is of another version, or needs a newer engine. Serve authflight/authflight.wasm of this version as it is.'
const serve = 'Serve authflight/authflight.wasm there, or mend what init() is passed.'

/** The error for what went wrong while the module was loaded. */
export function unsupported(cause: unknown, attempt: Attempt): AuthflightError {
  const { response } = attempt
  if (isMisused(attempt))
    return new AuthflightError(
      'CONFIG',
      `init: expected a URL, a Response, bytes or a WebAssembly.Module, got ${typeof attempt.given}`,
      { cause },
    )
  return new AuthflightError('UNSUPPORTED', reasonOf(cause, attempt), {
    cause,
    ...(response?.ok === false && { status: response.status }),
  })
}

const needed = ['fetch', 'Headers', 'Request', 'Response', 'TextDecoder', 'TextEncoder']

/**
 * Fails where the platform lacks what every client uses. Without `fetch` alone it does not: a test may put one there later,
 * because it is looked up at each request.
 */
export function needsPlatform(): void {
  const missing = needed.filter((name) => typeof global(name) !== 'function')
  if (missing.some((name) => name !== 'fetch')) throw new AuthflightError('UNSUPPORTED', incomplete(missing))
}

const bytesOrModule = /^(ArrayBuffer|SharedArrayBuffer|WebAssembly\.Module|Response)$/

/** What engines throw for a binary. Firefox has an InternalError for one that ends early. A lost connection is a TypeError. */
const brokenNames = /^(Compile|Link|Runtime|Internal)Error$/

const isMisused = ({ given }: Attempt) =>
  given !== undefined && !ArrayBuffer.isView(given) && !bytesOrModule.test(kindOf(given))

function reasonOf(cause: unknown, { url, response, bytes }: Attempt): string {
  if (typeof WebAssembly !== 'object') return absent
  const address = withoutQuery(response?.url || url)
  const from = address ? ` from ${address}` : ''
  if (response && !response.ok)
    return `The binary of authflight was answered with status ${response.status}${from}. ${serve}`
  if (!mayCompile()) return forbidden
  const what = bytes && strangeness(bytes)
  if (what) return `What came as the binary of authflight${from} is ${what}. ${serve}`
  if (brokenNames.test(String((cause as Error | undefined)?.name))) return damaged
  return `The binary of authflight could not be fetched${from}: there was no reply, it broke off, or connect-src of the Content-Security-Policy does not allow it. The next init() tries again.`
}

/** Whether the smallest module compiles. Each engine words a policy's refusal in its own way, so the words are not compared. */
function mayCompile(): boolean {
  try {
    return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)))
  } catch {
    return false
  }
}

/** What bytes are that are not WebAssembly. Servers of one-page apps answer every path with their page. */
function strangeness(given: BufferSource): string | undefined {
  const bytes = ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given)
  const start = String.fromCharCode(...bytes.subarray(0, 64))
  if (start.startsWith('\0asm')) return undefined
  return /^\s*<(!doctype|html)/i.test(start) ? 'an HTML page' : 'no WebAssembly'
}
