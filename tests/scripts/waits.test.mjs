// Waits that wait.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inRoot } from '../../scripts/shared/places.mjs'

test('no waitForFunction gets an asynchronous function: Playwright takes its promise for true', () => {
  const files = readdirSync(inRoot('tests'), { recursive: true })
    .map((name) => join('tests', String(name)))
    .filter((name) => name.endsWith('.mjs') && !name.includes('node_modules'))
  assert.ok(files.length > 100, `${files.length} files`)
  const found = files.filter((name) => /waitForFunction\(\s*async\b/.test(readFileSync(inRoot(name), 'utf8')))
  assert.deepEqual(found, [])
})
