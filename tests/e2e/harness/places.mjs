// Where things are; the environment has the last word, so that a build under way disturbs no test run.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const firstThere = (/** @type {string[]} */ paths) => paths.find((path) => existsSync(path))

export const fixturesFolder = `${root}tests/e2e/fixtures`
export const siteFolder = `${root}www`
export const packageFolder = process.env.AUTHFLIGHT_PACKAGE ?? `${root}dist`
export const serverProgram =
  process.env.AUTHFLIGHT_SERVER ??
  `${process.env.CARGO_TARGET_DIR ?? `${root}target`}/debug/authflight-server`
export const chromiumProgram =
  process.env.AUTHFLIGHT_CHROMIUM ??
  firstThere(['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'])
/** Chromium without windows, where it is there. A Chromium that somebody chose is used for everything. */
export const headlessShell =
  process.env.AUTHFLIGHT_HEADLESS_SHELL ??
  (process.env.AUTHFLIGHT_CHROMIUM ? undefined : firstThere(['/usr/bin/chromium-headless-shell']))
