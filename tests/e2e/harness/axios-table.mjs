// The table of tests/e2e/apps/axios-table.js, judged.
import assert from 'node:assert/strict'

/** @typedef {import('./tab.mjs').AnyPage} AnyPage */

/** What an application sees of an answer. @typedef {Record<string, any>} Shown */

const asItIs = (/** @type {Shown} */ shown) => shown

/**
 * What axios' own fetch adapter does otherwise than its XMLHttpRequest one, to no harm.
 * @type {Record<string, (shown: Shown) => Shown>}
 */
const withFetch = {
  'canceled by a token': ({ config, ...rest }) => rest,
}

/** Plays a comparison of the page for each name, there and in one go: a WebDriver is slow to be asked. */
const played = (
  /** @type {AnyPage} */ page,
  /** @type {string} */ comparison,
  /** @type {string[]} */ names,
) =>
  page.evaluate(
    async ([comparison, names]) => {
      /** @type {any[][]} */
      const all = []
      for (const name of names) all.push([name, ...(await lab[comparison](name))])
      return all
    },
    [comparison, names],
  )

/** Each case with authflight attached and without, in a page of tests/e2e/apps/axios.js. */
export async function compareAxios(/** @type {AnyPage} */ page) {
  const names = await page.evaluate(() => lab.names)
  assert.ok(names.length > 45, `${names.length} cases`)
  for (const [name, ours, theirs] of await played(page, 'compare', names)) {
    const same = withFetch[name] ?? asItIs
    assert.deepEqual(same(ours), same(theirs), name)
  }
}

/** axios calls everything a form that it does not know better; the verbs leave a Blob and a buffer their own type. */
const ownType = (/** @type {Shown} */ { data, ...rest }) => {
  const { 'content-type': type, ...headers } = data.headers
  return { ...rest, data: { ...data, headers } }
}

/** Where there is no body, the verbs give no data, axios an empty text. */
const noData = (/** @type {Shown} */ { data, ...rest }) => {
  assert.ok(data === undefined || data === '')
  return rest
}

/** @type {Record<string, (shown: Shown) => Shown>} */
const betterByVerbs = {
  'a buffer as the body': ownType,
  'a Blob with a type as the body': ownType,
  'the progress of an upload': ownType,
  HEAD: noData,
  'no content': noData,
}

/** What the verbs do not have. */
const notInVerbs = [
  'credentials of its own',
  'JSON that is none, strictly',
  'a timeout with words of its own',
  'a timeout with a code of its own',
  'canceled by a token',
  'transforms of the call',
]

/** Each case by axios and by the verbs, in the same page: what an application sees that changes its import. */
export async function compareVerbs(/** @type {AnyPage} */ page) {
  const names = await page.evaluate(() => lab.names)
  for (const name of notInVerbs) assert.ok(names.includes(name), name)
  const inVerbs = names.filter((name) => !notInVerbs.includes(name))
  for (const [name, ours, theirs] of await played(page, 'compareVerbs', inVerbs)) {
    const same = betterByVerbs[name] ?? asItIs
    assert.deepEqual(same(ours), same(theirs), name)
  }
}
