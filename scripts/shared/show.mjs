// Shows the address of a running server: in the terminal, and in the default browser if there is a desktop.
import { spawn } from 'node:child_process'
import { findProgram } from './places.mjs'
import { bold, say } from './say.mjs'

export function showAddress(what, address) {
  const lines = [`${what} is running: ${bold(address)}`, 'Press Ctrl+C to stop.']
  const plainLengths = [`${what} is running: ${address}`.length, lines[1].length]
  const width = Math.max(...plainLengths)
  say(`\n┌${'─'.repeat(width + 4)}┐`)
  for (const [index, line] of lines.entries()) say(`│  ${line}${' '.repeat(width - plainLengths[index])}  │`)
  say(`└${'─'.repeat(width + 4)}┘\n`)
  openBrowser(address)
}

function openBrowser(address) {
  const desktop = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  const opener = findProgram(process.platform === 'darwin' ? 'open' : 'xdg-open')
  if (!desktop || !opener || process.env.CI) return
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
