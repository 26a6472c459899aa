// The stages of `npm test`, the cheapest first: a stage that fails stops the rest. `system` names the distribution's
// packages that a stage installs if they are missing.
import { buildPackage } from '../build/everything.mjs'
import { buildDocs } from '../docs/site.mjs'
import { rowsOfChromium, setUpChromium } from '../setup/chromium.mjs'
import { databases, engine } from '../setup/system-packages.mjs'
import { buildServer, withDrivers } from '../shared/build-server.mjs'
import { inRoot, withPrograms } from '../shared/places.mjs'
import { testBackEnds } from './back-ends-stage.mjs'
import { chosenEngines, testBrowsers } from './browsers-stage.mjs'
import { aloud, cargo, node, nodeTests, quietly } from './commands.mjs'
import { testCore } from './core-stage.mjs'
import { filesIn } from './files.mjs'
import { testMatrix } from './matrix-stage.mjs'
import { failed, passed } from './outcome.mjs'
import { testServer } from './server-stage.mjs'

/** @typedef {import('./outcome.mjs').Context} Context */

const biome = inRoot('node_modules/@biomejs/biome/bin/biome')
const typeScript = inRoot('node_modules/typescript/bin/tsc')

// JavaScript with a tsconfig.json of its own, which is checked without a build.
const typedFolders = ['src/browser', 'www', 'scripts', 'tests', 'benches']

// Built once per run, even if several stages need it.
/** @type {Promise<unknown> | undefined} */
let built
const build = (/** @type {Context} */ { toolFolders }) => (built ??= buildPackage({ toolFolders }))

/** Node's tests of the built package in Chromium, against the demo back-end. */
async function withChromium(
  /** @type {string[]} */ files,
  /** @type {Context} */ context,
  /** @type {{ atOnce?: number }} */ pace = {},
) {
  const chromium = await setUpChromium()
  if (!chromium.env) return failed(chromium.reason)
  await build(context)
  const env = withPrograms([], {
    ...chromium.env,
    AUTHFLIGHT_SERVER: await buildServer({ features: withDrivers }),
  })
  return aloud({ ...nodeTests(files, pace), env })
}

const forBrowsers = ['-p', 'authflight', '--target', 'wasm32-unknown-unknown', '--lib', '--tests']
const strictly = ['--', '-D', 'warnings']

/** @type {import('./outcome.mjs').Stage[]} */
export const stages = [
  {
    name: 'format',
    what: 'rustfmt and biome',
    run: () =>
      quietly([
        { what: 'run `npm run fmt`', ...cargo('fmt', '--all', '--check', '--', '-l') },
        {
          what: 'run `npm run fmt`; what remains needs a hand',
          ...node(biome, 'ci', '--error-on-warnings', '.'),
        },
      ]),
  },
  {
    name: 'lint',
    what: 'the types of the JavaScript; clippy, natively and for wasm32',
    run: () =>
      quietly([
        ...typedFolders.map((folder) => ({
          what: 'mend what the TypeScript compiler names',
          ...node(typeScript, '-p', folder),
        })),
        {
          what: 'clippy',
          ...cargo('clippy', '-q', '--workspace', '--all-targets', '--all-features', ...strictly),
        },
        { what: 'clippy for wasm32', ...cargo('clippy', '-q', ...forBrowsers, ...strictly) },
      ]),
  },
  {
    name: 'scripts',
    what: 'the scripts themselves, and the shape of the repository',
    run: () => aloud(nodeTests(filesIn('tests/scripts'))),
  },
  {
    name: 'core',
    what: 'the session protocol and the allocator, natively',
    run: testCore,
  },
  {
    name: 'server',
    what: 'the demo back-end, on SQLite, MariaDB and PostgreSQL',
    system: () => databases,
    run: testServer,
  },
  {
    name: 'build',
    what: 'the npm package',
    run: async (context) => {
      await build(context)
      return passed()
    },
  },
  {
    name: 'types',
    what: 'the TypeScript sources, and what npm/*.test-d.ts says of the public types',
    run: async (context) => {
      await build(context) // the glue's types and the emitted ones
      return quietly([{ what: 'mend what the TypeScript compiler names', ...node(typeScript, '--noEmit') }])
    },
  },
  {
    name: 'size',
    what: 'the size budget',
    run: () => aloud(node(inRoot('scripts/size.mjs'))),
  },
  {
    name: 'docs',
    what: 'the documentation: links, both languages, every snippet, and how it looks in Chromium',
    system: rowsOfChromium,
    run: async (context) => {
      const chromium = await setUpChromium()
      if (!chromium.env) return failed(chromium.reason)
      await build(context)
      await buildDocs()
      const types = await quietly([
        { what: 'mend what the TypeScript compiler names', ...node(typeScript, '-p', 'docs') },
      ])
      if (types.result === 'failed') return types
      const env = withPrograms([], chromium.env)
      return aloud({ ...nodeTests(filesIn('tests/docs')), env })
    },
  },
  {
    name: 'release',
    what: 'versions, changelog and lock files agree; two builds give the same bytes',
    run: () => aloud(node(inRoot('scripts/release-check.mjs'), '--quick')),
  },
  {
    name: 'browsers',
    what: 'wasm-bindgen tests in Chromium, Firefox and WebKit',
    system: () => chosenEngines().map(engine),
    run: testBrowsers,
  },
  {
    name: 'packaging',
    what: 'the packed tarball where users load it',
    system: rowsOfChromium,
    run: (context) => withChromium(filesIn('tests/packaging'), context),
  },
  {
    name: 'matrix',
    what: 'the packed tarball in webpack, rspack, Rollup, esbuild, Next, Nuxt, test runners, and older tools',
    system: rowsOfChromium,
    run: (context) => testMatrix((files) => withChromium(files, context)),
  },
  {
    name: 'examples',
    what: 'the example apps, used as their users use them',
    system: rowsOfChromium,
    run: (context) => withChromium(filesIn('tests/examples'), context, { atOnce: 2 }),
  },
  {
    name: 'e2e',
    what: 'the package in a real browser against the demo back-end',
    system: rowsOfChromium,
    // Each file has a server, a port and a browser of its own.
    run: (context) => withChromium(filesIn('tests/e2e'), context, { atOnce: 2 }),
  },
  {
    name: 'back-ends',
    what: 'real back-end libraries, of Node and of Python',
    system: rowsOfChromium,
    run: (context) => testBackEnds((files) => withChromium(files, context)),
  },
  {
    name: 'conformance',
    what: 'every dialect, from another origin, in Chromium and Firefox',
    system: rowsOfChromium,
    run: (context) => withChromium(filesIn('tests/conformance'), context),
  },
]
