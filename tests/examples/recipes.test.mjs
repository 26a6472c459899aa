// The recipes, used in a page as an application would, each through an expiry and through the end of its session.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { checkTypes } from './harness/lab.mjs'
import { folder, makeRecipesLab } from './harness/recipes.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../e2e/harness/control.mjs').Control} Control */

/**
 * A request, as the recipes' back-end has it.
 * @typedef {{ path: string, status(): number, token: string, lastEventId: string, isGood: boolean }} Sent
 */

const scene = makeRecipesLab()

test('their types hold, with those that are generated from the server’s own description', () =>
  checkTypes(folder))

/** The demo's orders, by number. */
const customersOf = async (/** @type {Page} */ page, /** @type {number[]} */ ids) => {
  const orders = await page.evaluate(async () => (await lab.auth.get('/orders')).data)
  return ids.map(
    (id) =>
      /** @type {any} */ (orders).find((/** @type {{ id: number }} */ order) => order.id === id).customer,
  )
}

const asked = (/** @type {Page} */ page, /** @type {string} */ name, /** @type {number[]} */ ids) =>
  page.evaluate(([name, ids]) => lab.asked(name, ids), [name, ids])

/** All are sent before one is answered. */
async function askedAtOnce(
  /** @type {Page} */ page,
  /** @type {Control} */ server,
  /** @type {string} */ name,
  /** @type {number[]} */ ids,
) {
  const { resource } = await server.counters()
  await server.hold('resource')
  const outcomes = asked(page, name, ids)
  await server.wait('resource.received', resource.received + ids.length)
  await server.release('resource')
  return outcomes
}

/** The end of the session by a refused refresh, and everything at once: the access token is not good any more either. */
async function end(/** @type {Control} */ server) {
  await server.revoke()
  await server.expireAccess()
}

const first = [1001, 1002, 1003, 1004, 1005]
const then = [1006, 1007, 1008, 1009, 1010]

/** How many requests five calls of each library are. */
const libraries = {
  'tanstack-query': 5,
  swr: 5,
  'rtk-query': 5,
  urql: 5,
  apollo: 5,
  trpc: 1,
  'hey-api': 5,
  'openapi-fetch': 5,
  ky: 5,
}
/** What has been asked for, but for the demo's own exchanges. */
const statuses = (/** @type {{ requests: Sent[] }} */ { requests }) =>
  requests
    .filter((/** @type {Sent} */ { path }) => !/login|refresh|public/.test(path))
    .map((/** @type {Sent} */ { status }) => status())

/** How many requests have been sent, two minutes later. */
async function sentInTheEnd(/** @type {Page} */ page, /** @type {{ requests: Sent[] }} */ backEnd) {
  await page.clock.runFor(120_000)
  await page.evaluate(() => lab.auth.fetch('/public'))
  return statuses(backEnd).length
}

/** The application is told of the end once. */
const endedOnce = async (/** @type {Page} */ page) =>
  assert.deepEqual(await page.evaluate(() => lab.told.toSorted()), [
    'loginRequired',
    'refreshFailed',
    'signedOut',
  ])

/** Five errors of a library, each of which says so; and the application is told once. */
async function isOver(/** @type {Page} */ page, /** @type {any[]} */ outcomes) {
  for (const { isOver, error } of outcomes) assert.ok(isOver, error)
  assert.equal(outcomes.length, 5)
  await endedOnce(page)
}

/** The progress rises, and ends with all. */
async function rises(/** @type {Page} */ page) {
  const progress = await page.evaluate(() => lab.progress)
  assert.equal(progress.at(-1), 1)
  assert.deepEqual(progress, progress.toSorted())
}

for (const [name, requests] of Object.entries(libraries)) {
  test(
    `${name}: five calls after an expiry are answered with one refresh, and nobody is signed out`,
    scene(async ({ page, server, backEnd }) => {
      const customers = await customersOf(page, first)
      backEnd.requests.length = 0
      await server.expireAccess()
      const outcomes = await askedAtOnce(page, server, name, first)
      assert.deepEqual(
        outcomes,
        customers.map((answer) => ({ answer })),
      )
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.granted], [1, 1])
      assert.equal(statuses(backEnd).length, 2 * requests)
      assert.equal(await page.evaluate(() => lab.auth.session.status), 'signedIn')
      assert.deepEqual(await page.evaluate(() => lab.told), [])
    }),
  )

  test(
    `${name}: a refused refresh is the library’s own error, which says so, and nothing is tried again`,
    scene(
      async ({ page, server, backEnd, arrive }) => {
        // One call has met the refusal, the others wait for the refresh.
        await end(server)
        await server.hold('refresh')
        const one = asked(page, name, first.slice(0, 1))
        await server.wait('refresh.received', 1)
        const others = asked(page, name, first.slice(1))
        await page.waitForFunction((count) => lab.auth.session.pending === count, Math.min(requests, 4) + 1)
        await server.release('refresh')
        await isOver(page, [...(await one), ...(await others)])
        assert.equal(await sentInTheEnd(page, backEnd), 1)

        // All have met the refusal.
        await arrive()
        backEnd.requests.length = 0
        await end(server)
        await isOver(page, await askedAtOnce(page, server, name, then))
        assert.equal(await sentInTheEnd(page, backEnd), requests)
        assert.equal((await server.counters()).refresh.received, 2)
      },
      { clock: true },
    ),
  )
}

test(
  'swr without the recipe does try again: what is counted two minutes later would tell',
  scene(
    async ({ page, server, backEnd }) => {
      await end(server)
      await isOver(page, await asked(page, 'swr without the recipe', first))
      assert.ok((await sentInTheEnd(page, backEnd)) > 5)
    },
    { clock: true },
  ),
)

for (const name of ['tanstack-query', 'ky'])
  test(
    `${name}: what may pass is tried again all the same`,
    scene(async ({ page, server, backEnd }) => {
      const answers = (await customersOf(page, [1001])).map((answer) => ({ answer }))
      await server.fail({ target: 'resource', kind: 'status', status: 503 })
      backEnd.requests.length = 0
      assert.deepEqual(await asked(page, name, [1001]), answers)
      assert.deepEqual(statuses(backEnd), [503, 200])
    }),
  )

const keeping = ['tanstack-query', 'swr', 'rtk-query', 'apollo']
const whoOf = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.evaluate((name) => /** @type {any} */ (lab.clients)[name].who(), name)

for (const name of keeping) {
  test(
    `${name}: the next user sees nothing of what the last has loaded`,
    scene(async ({ page }) => {
      assert.equal(await whoOf(page, name), 'demo')
      await page.evaluate(() => lab.auth.logout())
      await page.evaluate(() => lab.login('alice'))
      assert.equal(await whoOf(page, name), 'alice')
    }),
  )

  test(
    `${name}: a reply to the last user that comes after the login of the next is not for the next`,
    scene(async ({ page, server }) => {
      const { resource } = await server.counters()
      await server.hold('resource')
      // The library may answer with an error, or not at all.
      await page.evaluate((name) => {
        const { who } = /** @type {any} */ (lab.clients)[name]
        who().catch(() => {})
      }, name)
      await server.wait('resource.received', resource.received + 1)
      await page.evaluate(() => lab.login('alice'))
      await server.release('resource')
      // As long as a late reply takes to get into the cache.
      await page.waitForTimeout(300)
      assert.equal(await whoOf(page, name), 'alice')
    }),
  )
}

for (const name of [...keeping, 'tanstack-query without a view'])
  test(
    `${name}: a signed-in user who loads the page again has the answers to its first queries, each sent once`,
    scene(async ({ page, server, backEnd }) => {
      const answers = (await customersOf(page, [1001, 1002])).map((answer) => ({ answer }))
      const { resource } = await server.counters()
      await server.hold('resource')
      backEnd.requests.length = 0
      await page.goto(`${backEnd.url}/?first=${encodeURIComponent(name)}`)
      await page.waitForFunction(() => window.lab)
      await page.evaluate(() => lab.auth.ready)
      await server.wait('resource.received', resource.received + 2)
      await server.release('resource')
      assert.deepEqual(await page.evaluate(() => lab.first), answers)
      assert.equal(await page.evaluate(() => lab.auth.session.status), 'signedIn')
      assert.deepEqual(statuses(backEnd), [200, 200])
    }),
  )

test(
  'trpc: of calls of one turn none runs twice, whether it needs a token or not',
  scene(async ({ page, server, backEnd }) => {
    await server.expireAccess()
    await page.evaluate(() => lab.mutate())
    assert.deepEqual(backEnd.ran.sort(), ['note', 'visit'])
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'eventsource: streams that end with their token go on with a fresh one; no event is lost or comes twice',
  scene(async ({ page, server, backEnd }) => {
    const { events } = backEnd
    const heard = (/** @type {string[]} */ texts) =>
      page.waitForFunction(
        (texts) => lab.heard.every((/** @type {unknown[]} */ all) => all.join() === texts),
        texts.join(),
      )
    await page.evaluate(() => lab.listen(3))
    events.publish('one')
    events.publish('two')
    await heard(['one', 'two'])
    await server.expireAccess()
    events.end()
    events.publish('three')
    await heard(['one', 'two', 'three'])
    events.publish('four')
    await heard(['one', 'two', 'three', 'four'])
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted], [1, 1])
    const streams = backEnd.requests.filter((/** @type {Sent} */ { path }) => path === '/events')
    const good = streams.filter((/** @type {Sent} */ { status }) => status() === 200)
    assert.deepEqual(
      good.map((/** @type {Sent} */ { lastEventId }) => lastEventId),
      [undefined, undefined, undefined, '2', '2', '2'],
    )
    assert.equal(new Set(good.slice(0, 3).map((/** @type {Sent} */ { token }) => token)).size, 1)
    assert.equal(new Set(good.slice(3).map((/** @type {Sent} */ { token }) => token)).size, 1)
    assert.notEqual(good[0].token, good[3].token)
    assert.ok(streams.length <= 9, 'each was refused once at the most')
  }),
)

test(
  'eventsource: a refused refresh closes the streams, and nothing is tried again',
  scene(
    async ({ page, server, backEnd }) => {
      await page.evaluate(() => lab.listen(3))
      backEnd.events.publish('one')
      await page.waitForFunction(() => lab.heard.every((/** @type {unknown[]} */ { length }) => length === 1))
      backEnd.requests.length = 0
      await end(server)
      backEnd.events.end()
      await page.waitForFunction(() => !lab.auth.session.signedIn)
      assert.ok((await sentInTheEnd(page, backEnd)) <= 3, 'each was refused once at the most')
      await endedOnce(page)
    },
    { clock: true },
  ),
)

/** What ends the streams of a user. */
const leavings = {
  'a logout': (/** @type {Page} */ page) => page.evaluate(() => lab.auth.logout()),
  'another user’s login': (/** @type {Page} */ page) => page.evaluate(() => lab.login('alice')),
}

for (const [name, leave] of Object.entries(leavings)) {
  test(
    `eventsource: ${name} closes the streams`,
    scene(async ({ page, backEnd: { events } }) => {
      await page.evaluate(() => lab.listen(2))
      events.publish('one')
      await page.waitForFunction(() => lab.heard.every((/** @type {unknown[]} */ { length }) => length === 1))
      await Promise.all([events.empty(), leave(page)])
    }),
  )

  test(
    `websocket: ${name} closes the sockets`,
    scene(async ({ page, backEnd: { socket } }) => {
      await page.evaluate(() => lab.connect(2))
      await page.waitForFunction(() => lab.heard.every((/** @type {unknown[]} */ { length }) => length === 1))
      await Promise.all([socket.empty(), leave(page)])
    }),
  )
}

test(
  'websocket: sockets that the server closes for their token come back with a fresh one, after one refresh',
  scene(async ({ page, server, backEnd: { socket } }) => {
    const heard = (/** @type {string[]} */ texts) =>
      page.waitForFunction(
        (texts) => lab.heard.every((/** @type {unknown[]} */ all) => all.join() === texts),
        texts.join(),
      )
    await page.evaluate(() => lab.connect(3))
    await heard(['hello'])
    socket.publish('one')
    await heard(['hello', 'one'])
    // The client has no reason to think that its token has expired: only the server knows.
    await server.expireAccess()
    socket.end()
    await heard(['hello', 'one', 'hello'])
    socket.publish('two')
    await heard(['hello', 'one', 'hello', 'two'])
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted], [1, 1])
    assert.deepEqual(
      socket.tokens.map((/** @type {Sent} */ { isGood }) => isGood),
      Array(6).fill(true),
    )
    const [before, after] = new Set(socket.tokens.map((/** @type {Sent} */ { token }) => token))
    assert.deepEqual(
      socket.tokens.map((/** @type {Sent} */ { token }) => token),
      [before, before, before, after, after, after],
    )
  }),
)

test(
  'websocket: a refused refresh is the end of the sockets',
  scene(
    async ({ page, server, backEnd: { socket } }) => {
      await page.evaluate(() => lab.connect(3))
      await page.waitForFunction(() => lab.heard.every((/** @type {unknown[]} */ { length }) => length === 1))
      await end(server)
      socket.end()
      await page.waitForFunction(() => !lab.auth.session.signedIn)
      await page.clock.runFor(120_000)
      await page.evaluate(() => lab.auth.fetch('/public'))
      assert.equal(socket.tokens.length, 3)
      assert.equal((await server.counters()).refresh.received, 1)
      await endedOnce(page)
    },
    { clock: true },
  ),
)

test(
  'download: a file comes with its name, all its bytes and progress, after an expiry, too',
  scene(async ({ page, server, backEnd: { url, report } }) => {
    await server.expireAccess()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate((url) => lab.download(url), `${url}/report`),
    ])
    assert.equal(saved.suggestedFilename(), '第 3 季度.bin')
    const hash = createHash('sha256')
    for await (const part of await saved.createReadStream()) hash.update(part)
    assert.equal(hash.digest('hex'), report.sha256)
    await rises(page)
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'download: as a stream into a file, with progress; one that breaks off leaves the file as it was',
  scene(async ({ page, server, backEnd: { url, report } }) => {
    await server.expireAccess()
    await page.evaluate((url) => lab.downloadTo(url), `${url}/report`)
    assert.equal(await page.evaluate(() => lab.written()), report.sha256)
    await rises(page)
    assert.equal((await server.counters()).refresh.received, 1)
    await assert.rejects(page.evaluate((url) => lab.downloadTo(url), `${url}/report?broken`))
    assert.equal(await page.evaluate(() => lab.written()), report.sha256)
  }),
)

test(
  'download: a refused refresh rejects with SESSION_EXPIRED, and no file is saved',
  scene(async ({ page, server, backEnd: { url } }) => {
    let saved = 0
    page.on('download', () => saved++)
    await end(server)
    const code = await page.evaluate(
      (url) => lab.download(url).catch((/** @type {{ code: string }} */ { code }) => code),
      `${url}/report`,
    )
    assert.equal(code, 'SESSION_EXPIRED')
    assert.equal(saved, 0)
  }),
)

test(
  'upload: forms that meet an expiry arrive byte for byte, after one refresh, with progress',
  scene(async ({ page, server, backEnd }) => {
    await server.expireAccess()
    const notes = ['one', 'two', 'three']
    const done = await page.evaluate(
      (notes) => Promise.all(notes.map((note) => lab.upload(500_000, note))),
      notes,
    )
    for (const [n, { sent, arrived, progress }] of done.entries()) {
      assert.deepEqual(arrived, { name: `${notes[n]}.bin`, sha256: sent, note: notes[n] })
      assert.equal(progress.at(-1), 1)
    }
    const uploads = backEnd.requests
      .filter((/** @type {Sent} */ { path }) => path === '/upload')
      .map((/** @type {Sent} */ { status }) => status())
    assert.deepEqual(uploads.filter((/** @type {number} */ status) => status === 200).length, 3)
    // One at least went twice, and its progress came to the end twice.
    assert.ok(uploads.includes(401))
    assert.ok(
      done.some(({ progress }) => progress.filter((/** @type {number} */ share) => share === 1).length > 1),
    )
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted], [1, 1])
  }),
)
