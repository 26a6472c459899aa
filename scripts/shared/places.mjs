// Paths: the checkout, the cache outside of it, and programs.
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const inRoot = (/** @type {string[]} */ ...parts) => join(root, ...parts)

// Tools take minutes to build, so they are kept outside the checkout, where another clone finds them.
export const cache =
  process.env.AUTHFLIGHT_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'authflight')

const cargoBin = join(process.env.CARGO_HOME || join(homedir(), '.cargo'), 'bin')

// Debian installs servers outside the users' PATH: mariadbd here, PostgreSQL's programs by version.
const postgresFolder = '/usr/lib/postgresql'
const serverFolders = () => [
  '/usr/sbin',
  ...(existsSync(postgresFolder) ? readdirSync(postgresFolder).sort().reverse() : []).map((version) =>
    join(postgresFolder, version, 'bin'),
  ),
]

// After the installation of rustup, the present shell does not have cargo's folder in its PATH yet.
const searched = () => [...(process.env.PATH ?? '').split(delimiter), cargoBin].filter(Boolean)

/** The full path of a program, or undefined. */
export const findProgram = (/** @type {string} */ name) =>
  [...searched(), ...serverFolders()].map((folder) => join(folder, name)).find((path) => existsSync(path))

/** The full path of a program. One that is missing keeps its name, and `run` says that it could not be started. */
export const pathOf = (/** @type {string} */ name) => findProgram(name) ?? name

/**
 * The environment for child processes, with `folders` searched first.
 * @param {string[]} [folders]
 * @param {NodeJS.ProcessEnv} [extra]
 */
export const withPrograms = (folders = [], extra = {}) => ({
  ...process.env,
  ...extra,
  PATH: [...folders, ...searched()].join(delimiter),
})
