// A lock between processes: two set-ups or builds that run at the same time take turns.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, say } from './say.mjs'

const isAlive = (/** @type {number} */ pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

const holderOf = (/** @type {string} */ folder) => {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8'))
  } catch {
    return undefined // it is being created or removed at this moment
  }
}

/**
 * Runs `work` while holding the lock folder. The lock of a dead process is removed.
 * @template T
 * @param {string} folder
 * @param {string} what
 * @param {() => T | Promise<T>} work
 */
export async function alone(folder, what, work) {
  mkdirSync(dirname(folder), { recursive: true })
  let told = false
  let unknownSince = performance.now()
  for (;;) {
    try {
      mkdirSync(folder)
      break
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    const holder = holderOf(folder)
    if (holder !== undefined) unknownSince = performance.now()
    const abandoned = holder !== undefined ? !isAlive(holder) : performance.now() - unknownSince > 5000
    if (abandoned) {
      rmSync(folder, { recursive: true, force: true })
      continue
    }
    if (!told) say(`  … waiting for another ${what} to finish`)
    told = true
    await sleep(200)
  }
  writeFileSync(join(folder, 'pid'), String(process.pid))
  const release = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}
