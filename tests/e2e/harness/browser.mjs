// Chromium, as tests need it.
import { chromium } from 'playwright-core'
import { chromiumProgram, headlessShell } from './places.mjs'

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

/** As a type only: Playwright takes an absent program for its own. */
const pathOf = (/** @type {string | undefined} */ program) => /** @type {string} */ (program)

const options = {
  chromiumSandbox: process.getuid?.() !== 0,
  args: [...quiet, `--disable-features=${without}`, ...processPerTab],
}

/** `windows`: the whole browser, for what the headless shell does not have. */
export const launchBrowser = ({ windows = false } = {}) =>
  chromium.launch({ ...options, executablePath: pathOf((!windows && headlessShell) || chromiumProgram) })

/** A browser whose profile is a folder: what it keeps there is there when it is opened again. Its only context. */
export const openProfile = (/** @type {string} */ folder) =>
  chromium.launchPersistentContext(folder, { ...options, executablePath: pathOf(chromiumProgram) })
