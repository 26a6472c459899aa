// An application in a folder of its own, outside the checkout, with the real tarball installed by npm.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ended } from './process.mjs'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
const samples = fileURLToPath(new URL('../samples/', import.meta.url))

/**
 * Packs the checkout, installs the result beside a copy of `samples/<sample>`, and says where. With `tools`, it lies in
 * the folder whose `node_modules` Node then finds above its own.
 */
export async function makeApp(
  /** @type {string | undefined} */ sample = undefined,
  /** @type {string | undefined} */ tools = undefined,
) {
  const folder = mkdtempSync(tools ? join(tools, 'app-') : join(tmpdir(), 'authflight-app-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  /** @type {string | undefined} */
  let tarball
  try {
    await npm(root, 'pack', '--pack-destination', folder)
    tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
    cpSync(join(samples, 'package.json'), join(folder, 'package.json'))
    cpSync(join(samples, 'day.js'), join(folder, 'day.js'))
    if (sample) cpSync(join(samples, sample), folder, { recursive: true })
    // Nothing is to be fetched: the package depends on nothing.
    await npm(folder, 'install', '--offline', `./${tarball}`)
  } catch (error) {
    remove()
    throw error
  }
  const installed = join(folder, 'node_modules/authflight')
  return {
    folder,
    tarball: join(folder, String(tarball)),
    installed,
    manifest: JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')),
    remove,
  }

  async function npm(/** @type {string} */ cwd, /** @type {string[]} */ ...args) {
    const quietly = ['--cache', join(folder, '.npm'), '--no-audit', '--no-fund', '--no-update-notifier']
    const { code, out, err } = await ended('npm', [...args, ...quietly], { cwd })
    if (code !== 0) throw new Error(`npm ${args[0]} failed:\n${err}${out}`)
  }
}
