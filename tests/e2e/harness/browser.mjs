// Chromium, as tests need it.
import { chromium } from 'playwright-core'
import { chromiumProgram } from './places.mjs'

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Each tab is to have a process, and thereby a localStorage, of its own: see `processes.mjs`. */
const processPerTab = ['--renderer-process-limit=64']

export function launchBrowser() {
  return chromium.launch({
    executablePath: chromiumProgram,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...quiet, ...processPerTab],
  })
}
