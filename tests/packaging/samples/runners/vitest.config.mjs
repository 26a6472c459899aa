import { defineConfig } from 'vitest/config'

const project = (environment, ...include) => ({
  test: { name: environment, environment, include, globals: true },
})

export default defineConfig({
  test: {
    projects: [
      project('node', 'tests/everywhere/*.test.js'),
      project('jsdom', 'tests/*/*.test.js'),
      project('happy-dom', 'tests/*/*.test.js'),
    ],
  },
})
