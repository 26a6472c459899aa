// Shows the address of a running server: in the terminal, and in the default browser if there is a desktop.
import { spawn } from 'node:child_process'
import { findProgram } from './places.mjs'
import { bold, say } from './say.mjs'

export function showAddress(/** @type {string} */ what, /** @type {string} */ address) {
  const hint = 'Press Ctrl+C to stop.'
  const lines = [`${what} is running: ${bold(address)}`, hint]
  const plainLengths = [`${what} is running: ${address}`.length, hint.length]
  const width = Math.max(...plainLengths)
  say(`\n┌${'─'.repeat(width + 4)}┐`)
  for (const [index, line] of lines.entries())
    say(`│  ${line}${' '.repeat(width - (plainLengths[index] ?? 0))}  │`)
  say(`└${'─'.repeat(width + 4)}┘\n`)
  openBrowser(address)
}

function openBrowser(/** @type {string} */ address) {
  const desktop = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  const opener = findProgram(process.platform === 'darwin' ? 'open' : 'xdg-open')
  if (!desktop || !opener || process.env.CI) return
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
