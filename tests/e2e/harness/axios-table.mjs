// The table of tests/e2e/apps/axios-table.js, judged.
import assert from 'node:assert/strict'

/** What axios' own fetch adapter does otherwise than its XMLHttpRequest one, to no harm. */
const more = {
  'canceled by a token': ({ config, ...rest }) => rest,
}

/** Each case with authflight attached and without, in a page of tests/e2e/apps/axios.js. */
export async function compareAxios(page) {
  const all = await page.evaluate(() => lab.compareAll())
  assert.ok(all.length > 40, `${all.length} cases`)
  for (const [name, ours, theirs] of all) {
    const same = more[name] ?? ((shown) => shown)
    assert.deepEqual(same(ours), same(theirs), name)
  }
}
