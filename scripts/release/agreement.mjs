// Checks that all files name the same version, and that the changelog has it.
import { readFileSync } from 'node:fs'
import { lockedNames } from '../examples/install.mjs'
import { inRoot } from '../shared/places.mjs'

const textOf = (/** @type {string} */ path) => readFileSync(inRoot(path), 'utf8')
/**
 * package.json or a lock file.
 * @typedef {{ version?: string, resolved?: string, integrity?: string }} Package
 * @typedef {{ version: string, packages: Record<string, Package> }} Manifest
 */

/** @returns {Manifest} */
const jsonOf = (/** @type {string} */ path) => JSON.parse(textOf(path))

const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']

/** @type {(where: string, version: string | undefined) => [string, string | undefined]} */
const pair = (where, version) => [where, version]

/** Every place that names the version: `[where, version]`. */
/** @returns {[where: string, version: string | undefined][]} */
function versionsNamed() {
  const lock = jsonOf('package-lock.json')
  const crate = (/** @type {string} */ name) =>
    textOf('Cargo.lock').match(new RegExp(`name = "${name}"\nversion = "([^"]+)"`))?.[1]
  return [
    ['package.json', jsonOf('package.json').version],
    ['package-lock.json', lock.version],
    ['package-lock.json (packages)', lock.packages['']?.version],
    ['Cargo.toml', textOf('Cargo.toml').match(/^\[workspace\.package\]\nversion = "([^"]+)"/m)?.[1]],
    ['Cargo.lock (authflight)', crate('authflight')],
    ['Cargo.lock (authflight-server)', crate('authflight-server')],
    ['CHANGELOG.md (newest)', textOf('CHANGELOG.md').match(/^## \[(\d[^\]]*)\]/m)?.[1]],
    ...lockedNames.map((name) => {
      const path = `examples/${name}/package-lock.json`
      return pair(path, jsonOf(path).packages['node_modules/authflight']?.version)
    }),
  ]
}

/** What is wrong with the changelog's form (keepachangelog.com, 1.1.0). */
function wrongInChangelog() {
  /** @type {string[]} */
  const wrong = []
  const headings = [...textOf('CHANGELOG.md').matchAll(/^(#{2,}) (.*)$/gm)].map(
    ([, level = '', text = '']) => ({
      level,
      text,
    }),
  )
  const versions = headings.filter(({ level }) => level === '##').map(({ text }) => text)
  if (versions[0] !== '[Unreleased]') wrong.push('CHANGELOG.md: it begins with [Unreleased]')
  for (const text of versions.slice(1))
    if (!/^\[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d{2}-\d{2}$/.test(text))
      wrong.push(`CHANGELOG.md: “${text}” is not “[1.2.3] - 2026-01-31”`)
  for (const { text } of headings.filter(({ level }) => level === '###'))
    if (!kinds.includes(text)) wrong.push(`CHANGELOG.md: “${text}” is none of ${kinds.join(', ')}`)
  return wrong
}

/** Faults of a lock file: a registry's address, or the hash of the tarball, which changes with each build. */
function wrongInLocks() {
  const locks = [
    'package-lock.json',
    'docs/package-lock.json',
    ...lockedNames.map((name) => `examples/${name}/package-lock.json`),
  ]
  return locks.flatMap((path) =>
    Object.entries(jsonOf(path).packages).flatMap(([name, { resolved = '', integrity }]) => {
      if (/^https?:/.test(resolved)) return [`${path}: ${name} names the registry's address`]
      if (resolved.startsWith('file:') && integrity)
        return [`${path}: ${name} has the hash of one build (integrity)`]
      return []
    }),
  )
}

/** The version, and a sentence for each disagreement. */
export function agreement() {
  const named = versionsNamed()
  const { version } = jsonOf('package.json')
  const differing = named
    .filter(([, other]) => other !== version)
    .map(([where, other]) => `${where} says ${other ?? 'nothing'}, package.json says ${version}`)
  return { version, places: named.length, wrong: [...differing, ...wrongInChangelog(), ...wrongInLocks()] }
}
