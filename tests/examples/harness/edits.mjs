// An edit in development: Vite runs the module that makes the client again, and the page stays.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleFolder } from '../../../scripts/examples/install.mjs'
import { blocksOf, textOf } from '../../docs/harness/pages.mjs'

/** The page's component, which takes the new module over without a reload. */
const components = {
  vue: {
    'App.vue': `<script setup>import { version } from './auth.js'</script><template><p>{{ version }}</p></template>`,
    'main.js': `import { createApp } from 'vue'; import App from './App.vue'; createApp(App).mount('#app')`,
  },
  react: {
    'App.jsx': `import { version } from './auth.js'; export default function App() { return <p>{version}</p> }`,
    'main.js': `import { createElement } from 'react'; import { createRoot } from 'react-dom/client'; import App from './App.jsx'
      createRoot(document.getElementById('app')).render(createElement(App))`,
  },
}

/** Bundles what is imported before the first page, because Vite loads the page again when it finds something new. */
const config = (/** @type {string} */ name) => `
  import example from '../vite.config.js'
  const include = ${JSON.stringify(['authflight', ...(name === 'vue' ? ['vue'] : ['react', 'react/jsx-dev-runtime', 'react-dom/client'])])}
  export default { ...example, publicDir: false, cacheDir: 'cache', optimizeDeps: { include } }
`

/** The lines of the documentation. */
const lines = blocksOf(textOf('docs/guide/getting-started.md')).find(({ code }) =>
  code.includes('import.meta.hot'),
)?.code

const authModule = (/** @type {number} */ version, /** @type {boolean} */ withLines) => `
  import { authFrom } from 'authflight'
  export const version = 'version ${version}'
  export const auth = authFrom({ baseURL: '/bearer', login: '/login', refresh: '/refresh' })
  auth.on('loginRequired', () => window.told.push(version))
  Object.assign(window, { auth, authFrom })
  ${withLines ? lines : ''}
`

/** Saves a file until the page shows it: a watcher can miss a save that comes right after another one. */
async function saveUntil(
  /** @type {() => void} */ save,
  /** @type {import('playwright-core').Locator} */ shown,
) {
  for (let attempt = 1; ; attempt++) {
    save()
    try {
      return await shown.waitFor({ timeout: 2000 })
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
}

/** Edits the module three times, ends the session, and returns which versions of it were told. */
export const toldAfterEdits =
  (/** @type {string} */ name, /** @type {boolean} */ withLines) =>
  async (
    /** @type {import('./scene.mjs').Scene & { serve: (...args: string[]) => ReturnType<typeof import('../../packaging/harness/process.mjs').started> }} */ {
      page,
      serve,
      server,
    },
  ) => {
    const example = exampleFolder(name)
    const folder = join(example, 'edited')
    mkdirSync(folder, { recursive: true })
    const write = (/** @type {string} */ file, /** @type {string} */ text) =>
      writeFileSync(join(folder, file), text)
    write('index.html', '<!doctype html><div id="app"></div><script type="module" src="/main.js"></script>')
    for (const [file, text] of Object.entries(
      /** @type {Record<string, Record<string, string>>} */ (components)[name],
    ))
      write(file, text)
    write('auth.js', authModule(1, withLines))
    write('vite.config.js', config(name))
    const site = await serve(folder, '--config', join(folder, 'vite.config.js'))
    try {
      await page.addInitScript(() => {
        window.told = []
        window.loads = (Number(sessionStorage.loads) || 0) + 1
        sessionStorage.loads = window.loads
      })
      await page.goto(site.found[1])
      let loads
      for (const version of [1, 2, 3, 4]) {
        await saveUntil(
          () => write('auth.js', authModule(version, withLines)),
          page.getByText(`version ${version}`, { exact: true }),
        )
        await page.evaluate(() => window.auth.ready)
        loads ??= await page.evaluate(() => window.loads)
      }
      await page.evaluate(() => window.auth.login({ username: 'demo', password: 'demo' }))
      await server.revoke()
      await server.expireAccess()
      // A client that is newer than all the others hears of the end last.
      const told = await page.evaluate(async () => {
        const last = window.authFrom({ baseURL: '/bearer', login: '/login', refresh: '/refresh' })
        await last.ready
        const heard = new Promise((resolve) => last.on('loginRequired', resolve))
        await window.auth.fetch('/me')
        await heard
        return window.told
      })
      assert.equal(await page.evaluate(() => window.loads), loads, 'the page was not loaded again')
      return told
    } finally {
      await site.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
