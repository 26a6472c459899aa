// The demo page in Firefox: its frames, its policy and its storage are another engine's.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeFirefoxLab } from './harness/engine-lab.mjs'

const { skip, scene } = await makeFirefoxLab()

test(
  'Firefox: the tabs are compared, the reader’s ten requests take one refresh, and another dialect signs out',
  { skip },
  scene(async ({ newPage, server, url }) => {
    const page = await newPage()
    await page.goto(url)
    const click = (/** @type {string} */ name) =>
      page.evaluate((name) => document.querySelector(`[data-test="${name}"]`).click(), name)
    const there = (/** @type {string} */ selector) =>
      page.waitForFunction((one) => document.querySelector(one) !== null, selector)
    await server.settings({ latencyMs: { refresh: 600 } })
    await there('[data-test="login"]:enabled')
    await click('compare-run')
    await there('[data-test="compare"][data-state="done"]')
    await there('[data-test="compare-ours"][data-end="good"]')
    await there('[data-test="compare-byHand"][data-end="bad"]')

    await click('login')
    await there('[data-test="fire-10"]:enabled')
    await click('expire')
    const before = (await server.counters()).refresh.received
    await click('fire-10')
    await there('[data-test="signed-in"][data-token="refused"]')
    await there('[data-test="batch"][data-state="done"]')
    const results = await page.evaluate(() =>
      [...document.querySelectorAll('[data-test="request-row"]')].map((row) => row.dataset.result),
    )
    assert.deepEqual(results, Array(10).fill('200'))
    assert.equal((await server.counters()).refresh.received - before, 1)

    await page.evaluate(() => {
      const select = document.querySelector('[data-test="dialect"]')
      select.value = 'graphql'
      select.dispatchEvent(new Event('change'))
    })
    await there('[data-test="status"][data-status="signedOut"]')
    await there('[data-test="fire-10"]:disabled')
  }),
)
