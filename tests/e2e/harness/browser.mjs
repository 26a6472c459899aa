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

/**
 * Chromium heeds the last `--disable-features` only, so the ones that Playwright turns off and that could matter here are
 * named again. The first two are new: with them each window loads two pages of the address bar's own, for more than a
 * second of processor time, before any test needs it.
 */
const without = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

/** Each tab is to have a process, and thereby a localStorage, of its own: see `processes.mjs`. */
const processPerTab = ['--renderer-process-limit=64']

export function launchBrowser() {
  return chromium.launch({
    executablePath: chromiumProgram,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...quiet, `--disable-features=${without}`, ...processPerTab],
  })
}
