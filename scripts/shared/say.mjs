// The output of the scripts: plain lines, the elapsed time of long steps, and one sentence for a failure.
const colour = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (/** @type {string} */ code, /** @type {string} */ text) =>
  colour ? `\u001b[${code}m${text}\u001b[0m` : text

export const bold = (/** @type {string} */ text) => paint('1', text)
export const dim = (/** @type {string} */ text) => paint('2', text)
export const green = (/** @type {string} */ text) => paint('32', text)
export const red = (/** @type {string} */ text) => paint('31', text)
export const yellow = (/** @type {string} */ text) => paint('33', text)

export const say = (text = '') => console.log(text)
export const warn = (/** @type {string} */ text) => say(`${yellow('!')} ${text}`)

/** An expected failure: the message is one sentence that says how to fix it. */
export class Failure extends Error {}

/** The code of one of Node's errors. */
export const codeOf = (/** @type {unknown} */ error) => /** @type {NodeJS.ErrnoException} */ (error).code

export const seconds = (/** @type {number} */ since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

// At a terminal one line is updated every second. Without one, a new line from time to time shows that the step is alive.
const beat = colour ? 1000 : 30_000

/**
 * Runs `work` under a label. A step shorter than a second is one line without a time.
 * @template T
 * @param {string} label
 * @param {(progress: (text: string) => void) => T | Promise<T>} work
 */
export async function step(label, work) {
  const start = performance.now()
  let detail = ''
  let shown = false
  const show = () => {
    shown = true
    const line = `  … ${label} ${dim(`${seconds(start)}${detail && `, ${detail}`}`)}`
    if (colour) process.stdout.write(`\r\u001b[K${line}`)
    else say(line)
  }
  const timer = setInterval(show, beat)
  const progress = (/** @type {string} */ text) => {
    detail = text
  }
  try {
    const result = await work(progress)
    if (colour && shown) process.stdout.write('\r\u001b[K')
    const time = performance.now() - start > 1000 ? ` ${dim(seconds(start))}` : ''
    say(`  ${green('✓')} ${label}${time}`)
    return result
  } catch (error) {
    if (colour && shown) process.stdout.write('\r\u001b[K')
    say(`  ${red('✗')} ${label} ${dim(seconds(start))}`)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** Runs a script's main function: a failure is one sentence on stderr and a non-zero exit, never a stack. */
export async function main(/** @type {() => unknown} */ work) {
  try {
    await work()
  } catch (cause) {
    const error = /** @type {Error} */ (cause)
    const stack = process.env.AUTHFLIGHT_DEBUG ? `\n${error.stack}` : ''
    const firstLine = error.message.split('\n')[0]
    const sentence =
      error instanceof Failure ? error.message : `${firstLine} (AUTHFLIGHT_DEBUG=1 shows where).`
    console.error(`\n${red('✗')} ${sentence}${stack}`)
    process.exit(1)
  }
}
