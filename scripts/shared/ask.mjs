// Questions to the person at the terminal.
import { createInterface } from 'node:readline'

const flag = '--yes'

/** The command line without the flags that belong to the scripts and not to what they run. */
export const commandLine = (args = process.argv.slice(2)) => args.filter((arg) => arg !== flag)

/** @typedef {NodeJS.ReadableStream & { isTTY?: boolean }} Input */
/** @typedef {{ args: string[], env: NodeJS.ProcessEnv }} Setting */

const agreedBeforehand = (/** @type {Setting} */ { args, env }) =>
  args.includes(flag) || env.AUTHFLIGHT_YES === '1'

/**
 * Asks a question that is answered with yes or no; Enter means yes. Without a person to ask (no terminal, or CI) and with
 * `--yes` or AUTHFLIGHT_YES=1 the answer is yes. The end of the input means no.
 * @param {string} question
 * @param {Partial<Setting> & { input?: Input, output?: NodeJS.WritableStream }} [options]
 */
export async function ask(
  question,
  { input = process.stdin, output = process.stdout, args = process.argv.slice(2), env = process.env } = {},
) {
  if (!input.isTTY || env.CI || agreedBeforehand({ args, env })) return true
  // Without `terminal`, Ctrl+C stays a signal, which ends the script.
  const lines = createInterface({ input, output, terminal: false })
  try {
    output.write(`  ? ${question} [Y/n] `)
    for await (const line of lines) {
      const answer = line.trim().toLowerCase()
      if (['', 'y', 'yes'].includes(answer)) return true
      if (['n', 'no'].includes(answer)) return false
      output.write('  ? Please answer y or n: ')
    }
    output.write('\n')
    return false
  } finally {
    lines.close()
  }
}
