// Jest 30 and Vitest, in Node, jsdom and happy-dom: the package works there, or says at once what is missing.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeLab } from '../harness/lab.mjs'
import { ended, ownEnvironment } from '../harness/process.mjs'

const lab = makeLab({ sample: 'runners', tools: 'runners' })

const runIn = (
  /** @type {{} | { NODE_OPTIONS: string; }} */ env,
  /** @type {string} */ program,
  /** @type {string[]} */ ...args
) =>
  ended(process.execPath, [join(lab.tools, 'node_modules', program), ...args], {
    cwd: lab.app.folder,
    env: { ...ownEnvironment, ...env, AUTHFLIGHT_DEMO: lab.server.url },
    limit: 300_000,
  })
const run = (/** @type {string[]} */ ...args) => runIn({}, .../** @type {[string, ...string[]]} */ (args))
const jest = (/** @type {string[]} */ ...args) => run('jest/bin/jest.js', ...args)

/** Runs `bare.test.js` by a configuration of its own. */
async function bare(
  /** @type {{ testEnvironment: string; transformIgnorePatterns: string[]; } | { testEnvironment: string; }} */ config,
) {
  const file = join(lab.app.folder, 'bare.config.json')
  writeFileSync(file, JSON.stringify({ ...config, testMatch: ['<rootDir>/bare.test.js'] }))
  return jest('--config', file)
}

test('Jest, by babel-jest and ts-jest, in Node and jsdom', async () => {
  const { code, out, err } = await jest()
  assert.equal(code, 0, err + out)
  assert.doesNotMatch(err, /did not exit/)
})

test('Jest with modules as they are, for the test auth and the real client', async () => {
  const modules = { NODE_OPTIONS: '--experimental-vm-modules' }
  const { code, out, err } = await runIn(modules, 'jest/bin/jest.js', '--config', 'jest.esm.config.cjs')
  assert.equal(code, 0, err + out)
})

test('Vitest, in Node, jsdom and happy-dom', async () => {
  const { code, out, err } = await run('vitest/vitest.mjs', 'run')
  assert.equal(code, 0, err + out)
})

test('jsdom as Jest has it: the error names what is missing, and the cure', async () => {
  const { out } = await bare({
    testEnvironment: 'jsdom',
    transformIgnorePatterns: ['/node_modules/(?!authflight/)'],
  })
  const [code, message] = JSON.parse(out)
  assert.equal(code, 'UNSUPPORTED')
  assert.match(message, /: fetch, (Headers, )?Request, Response, TextDecoder, TextEncoder\./)
  // What it says to add is what the environment of the other tests adds.
  const [cure] = /Object\.assign\(.*?\)/.exec(message) ?? []
  assert.ok(readFileSync(join(lab.app.folder, 'environment.cjs'), 'utf8').includes(String(cure)))
})

test('without the line of the documentation Jest names it', async () => {
  const { code, err } = await bare({ testEnvironment: 'node' })
  assert.equal(code, 1)
  assert.match(err, /transformIgnorePatterns/)
})
