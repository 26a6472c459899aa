// A whole application, of one request: what a page loads of which the start is measured, from navigation on.

/** Leaves a promise of the moment of the first answer, in milliseconds since the navigation. */
export const startApp = (/** @type {string} */ entry) => `
  import { create } from ${JSON.stringify(entry)}
  async function run() {
    const { get } = await create()
    await get('/orders/1001')
    return performance.now()
  }
  window.answered = run()
`

const preload = '<link rel="preload" as="fetch" crossorigin href="/package/authflight.wasm">'

export const startPage = (/** @type {import('./candidates.mjs').Named} */ { name }) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>authflight: a start</title>
  <link rel="icon" href="data:,">
  ${name.endsWith('-preload') ? preload : ''}
  <script type="module" src="start-${name}.js"></script>
</html>
`
