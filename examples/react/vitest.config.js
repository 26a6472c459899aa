import { defineConfig, mergeConfig } from 'vitest/config'
import vite from './vite.config.js'

/** One suite: with the test auth in two DOMs, and with the real module, so that it is known to say the same of both. */
const project = (name, environment, client) => ({
  extends: true,
  test: {
    name,
    environment,
    globals: true,
    setupFiles: ['tests/dialogs.ts', `tests/${client}.ts`],
    // A busy machine takes its time to type.
    testTimeout: 20_000,
  },
})

const projects = [
  project('jsdom', 'jsdom', 'test-auth'),
  project('happy-dom', 'happy-dom', 'test-auth'),
  project('the real module', 'jsdom', 'real-module'),
]

export default mergeConfig(vite, defineConfig({ test: { projects } }))
