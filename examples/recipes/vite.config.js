import { defineConfig } from 'vite'

// Minified code is of no use to who looks for a fault.
export default defineConfig({
  build: { minify: false, target: 'es2022', modulePreload: { polyfill: false } },
})
