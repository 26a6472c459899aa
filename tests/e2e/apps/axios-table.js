// What an axios application does, each to be the same with and without authflight. `at` makes URLs unlike, so that
// no browser's cache has a hand in it.
import axios from 'axios'

const bytes = (length) => Uint8Array.from({ length }, (_, n) => (n * 31) % 251)

const form = () => {
  const form = new FormData()
  form.append('text', 'grüße')
  form.append('file', new File([bytes(70_000)], 'bücher.bin', { type: 'application/x-bytes' }))
  return form
}

/** The form that was sent back; a Blob's own type is in small letters, a boundary is not. */
const formOf = ({ data, headers }) =>
  new Response(data, { headers: { 'content-type': headers.get('content-type') } }).formData()

/** What stays of a progress listener: what came last, and that it went upwards. */
const watched = () => {
  const seen = []
  const shown = () => {
    const { loaded, total, progress, bytes, lengthComputable, upload, download } = seen.at(-1) ?? {}
    const last = { loaded, total, progress, lengthComputable, upload, download, bytes: typeof bytes }
    const upwards = seen.every((one, n) => one.loaded >= (seen[n - 1]?.loaded ?? 0))
    const added = seen.reduce((sum, one) => sum + one.bytes, 0)
    return { last, upwards, added }
  }
  return { tell: (progress) => seen.push(progress), shown }
}

/** As decimal.js, dayjs and the like are made: the members are not what it stands for. */
class Decimal {
  scale = 2
  constructor(text) {
    this.text = text
  }
  toString() {
    return this.text
  }
}

class Filter {
  page = 1
}

const elsewhere = document.documentElement.appendChild(document.createElement('iframe')).contentWindow

/** All kinds of values that an object may hold which is written as a query or a form. */
const values = {
  'an empty text': '',
  'a text': 'a b:,$&=+[]ü',
  zero: 0,
  NaN: Number.NaN,
  true: true,
  false: false,
  'a big number': 10n,
  null: null,
  undefined,
  'a function': () => 1,
  'a date': new Date(0),
  'a URL': new URL('https://a.example/x?y=1'),
  URLSearchParams: new URLSearchParams('a=1'),
  'an instance with a text of its own': new Decimal('1.50'),
  'an instance without': new Filter(),
  'a Map': new Map([[1, 2]]),
  'a Set': new Set([1]),
  'a RegExp': /a/g,
  'an error': new Error('no'),
  'a boxed text': Object('boxed'),
  'a frozen object': Object.freeze({ a: 1 }),
  'an object without a prototype': Object.assign(Object.create(null), { a: 1 }),
  'an object of another realm': Object.assign(new elsewhere.Object(), {
    a: [1, { b: new elsewhere.Date(0) }],
  }),
  'an empty object': {},
  'an object of objects': { a: { b: { c: 1, n: null } } },
  'odd names': { '': 1, ' a ': 2, 'b[]': 3, 'c{}': { d: 1 }, 'e[]': { f: [1] } },
  'an empty list': [],
  'a list': [1, 'a', true],
  'a list with gaps': [null, 1, undefined],
  'a list of dates': [new Date(0), new Date(1)],
  'a list of instances': [new Decimal('1.5'), new URL('https://a.example/')],
  'a list of lists': [[1, 2], [3, [4]], []],
  'a list of objects': [{ a: 1 }, { a: [2] }],
  'a mixed list': [1, { a: 2 }, [3]],
}

/** Replies in charsets of all kinds: what the content type says, and the bytes of `{"a":"…"}`. */
const latin = (...letters) => Uint8Array.of(...bytesOf('{"a":"'), ...letters, ...bytesOf('"}'))
const bytesOf = (text) => [...new TextEncoder().encode(text)]
const charsets = {
  none: ['application/json', latin(0xc3, 0xa4)],
  'UTF-8': ['application/json; charset=utf-8', latin(0xc3, 0xa4)],
  'UTF-8 by another name': ['application/json;charset=UTF8', latin(0xc3, 0xa4)],
  GBK: ['application/json;charset=GBK', latin(0xc4, 0xe3)],
  // The second byte is that of a backslash.
  'GBK with a backslash': ['application/json;charset=GBK', latin(0xb1, 0x5c)],
  'in quotes, after another': ['application/json; v=1; Charset="gb18030"', latin(0xc4, 0xe3)],
  Shift_JIS: ['text/plain;charset=Shift_JIS', latin(0x82, 0xa0)],
  'ISO 8859-1': ['text/html; charset=iso-8859-1', latin(0xe4)],
  'UTF-16': ['application/json; charset=utf-16le', [...latin(0x61)].flatMap((byte) => [byte, 0])],
  unknown: ['application/json;charset=klingon', latin(0xc3, 0xa4)],
  'bytes that are not in it': ['application/json;charset=GBK', latin(0xff)],
}
const ofEachCharset = async (client, config) =>
  ofEach(charsets, async ([type, body]) => {
    const headers = { 'Content-Type': type }
    const { data } = await client.post('/raw', Uint8Array.from(body).buffer, { ...config, headers })
    return data
  })

/** What only a form with parts can hold. */
const files = {
  'a file': new File(['x'], 'x.txt'),
  'a Blob': new Blob(['x']),
  'a buffer': bytes(3).buffer,
  bytes: bytes(3),
  'a list of files': [new File(['x'], 'x.txt'), new File(['y'], 'y.txt')],
}

/** To axios a text object is a list of letters below such a name, and a list's objects are `[object Object]`. */
const fitsBrackets = (v) =>
  Array.isArray(v) ? v.every((item) => typeof item !== 'object') : !(typeof v === 'object' && v?.length)

/** The value in every place where one can be. */
const placed = (v) => ({
  v,
  ' spaces ': 1,
  ...(typeof v === 'bigint' || { 'json{}': v }),
  below: { v, list: [v], 'list[]': v },
  list: [v, v],
  ...(fitsBrackets(v) && { 'v[]': v }),
})

/** What an answer says of each. */
async function ofEach(values, ask) {
  const all = Object.entries(values).map(async ([name, value]) => [name, await ask(value)])
  return { data: Object.fromEntries(await Promise.all(all)) }
}

/** The fields of a form that came back, and of files what they are called and how long they are. */
const partsOf = async (reply) =>
  [...(await formOf(reply))].map(([name, value]) => [name, value.name ?? value, value.size])

export const cases = {
  'all kinds of values as params': (client) =>
    ofEach(values, async (value) => (await client.get('/echo', { params: placed(value) })).data.query),
  'all kinds of values as params, the items of lists numbered': (client) =>
    ofEach(values, async (value) => {
      const config = { params: placed(value), paramsSerializer: { indexes: true } }
      return (await client.get('/echo', config)).data.query
    }),
  'all kinds of values as params, the items of lists bare': (client) =>
    ofEach(values, async (value) => {
      const config = { params: placed(value), paramsSerializer: { indexes: null } }
      return (await client.get('/echo', config)).data.query
    }),
  'replies in all kinds of charsets': (client) => ofEachCharset(client),
  'replies in all kinds of charsets, as text': (client) => ofEachCharset(client, { responseType: 'text' }),
  'replies in all kinds of charsets, as JSON': (client) => ofEachCharset(client, { responseType: 'json' }),
  'replies in all kinds of charsets, with the progress of both ways': async (client) => {
    const watch = watched()
    const config = { onUploadProgress: () => {}, onDownloadProgress: watch.tell }
    return { ...(await ofEachCharset(client, config)), added: watch.shown().added }
  },
  'replies in all kinds of charsets, with the progress of the download': async (client) => {
    const watch = watched()
    const { data } = await ofEachCharset(client, { onDownloadProgress: watch.tell })
    return { data, added: watch.shown().added }
  },
  'a refusal in another charset': (client) => {
    const headers = { 'Content-Type': 'application/json;charset=GBK' }
    const refused = client.post('/raw', latin(0xc4, 0xe3).buffer, { headers, validateStatus: () => false })
    return refused.catch(({ response }) => ({ data: response.data }))
  },
  'params that are a list': (client) => client.get('/echo', { params: [1, [2], { a: 3 }] }),
  'params that are an instance': (client) => client.get('/echo', { params: new Filter() }),
  'all kinds of values in a URL-encoded form': (client) =>
    ofEach(values, async (value) => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
      return (await client.post('/echo', placed(value), { headers })).data.body_text
    }),
  'all kinds of values in a form with parts': (client) =>
    ofEach({ ...values, ...files }, async (value) =>
      partsOf(await client.postForm('/raw', placed(value), { responseType: 'blob' })),
    ),
  'a list': (client) => client.get('/orders'),
  'params: lists, objects, dates, null, empty, letters of all kinds': (client) =>
    client.get('/echo', {
      params: {
        a: [1, 2],
        o: { p: 'q', r: [{ s: 1 }] },
        d: new Date(0),
        n: null,
        u: undefined,
        e: '',
        'ü ß': 'a b:,$&=+[]',
      },
    }),
  'params that a function writes': (client) =>
    client.get('/echo', {
      params: { a: [1, 2] },
      paramsSerializer: { serialize: ({ a }) => `a=${a.join('|')}` },
    }),
  'params indexed as the caller says': (client) =>
    client.get('/echo', { params: { a: [1, 2] }, paramsSerializer: { indexes: null } }),
  'params beside a query and a fragment': (client) => client.get('/echo?x=1#part', { params: { y: 2 } }),
  'an absolute URL': (client) => client.get(`${location.origin}/bearer/echo`),
  text: (client) => client.get('/orders/1001', { responseType: 'text' }),
  'a buffer': async (client) => {
    const { data, ...rest } = await client.get('/orders', { responseType: 'arraybuffer' })
    return { ...rest, data: data.byteLength }
  },
  'a blob': async (client) => {
    const { data, ...rest } = await client.get('/orders', { responseType: 'blob' })
    return { ...rest, data: [data.size, data.type] }
  },
  'an object as JSON': (client) => client.post('/echo', { a: [1, null, 'ü'], d: new Date(0) }),
  'a string': (client) => client.post('/echo', 'grüße'),
  'a string that says it is JSON': (client) =>
    client.post('/echo', 'plain', { headers: { 'Content-Type': 'application/json' } }),
  URLSearchParams: (client) => client.put('/echo', new URLSearchParams([['a', '1 2']])),
  'an object as a URL-encoded form': (client) =>
    client.post(
      '/echo',
      { a: 1, b: [1, 2], c: { d: 'ü' } },
      { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    ),
  'a form with a file': async (client) => {
    const sent = await formOf(await client.post('/raw', form(), { responseType: 'blob' }))
    const file = sent.get('file')
    return { data: [sent.get('text'), file.name, file.type, file.size] }
  },
  'an object as a form': async (client) => {
    const sent = await formOf(await client.postForm('/raw', { a: 1, list: [1, 2] }, { responseType: 'blob' }))
    return { data: [...sent] }
  },
  'a buffer as the body': (client) => client.patch('/echo', bytes(50_000).buffer),
  'a Blob with a type as the body': (client) =>
    client.post('/echo', new Blob([bytes(50_000)], { type: 'text/csv' })),
  'a form under a type without a boundary, as many write it': async (client) => {
    const sent = await formOf(
      await client.post('/raw', form(), {
        responseType: 'blob',
        headers: { 'Content-Type': 'multipart/form-data' },
      }),
    )
    return { data: [...sent.keys()] }
  },
  'an object with lists, files, dates and objects as a form': async (client) => {
    const data = {
      a: [1, null, 'x'],
      'b[]': [1],
      o: { p: { q: true } },
      d: new Date(0),
      l: [{ m: 1 }],
      f: new File(['x'], 'x.txt'),
    }
    const sent = await formOf(
      await client.post('/raw', data, {
        responseType: 'blob',
        headers: { 'Content-Type': 'multipart/form-data' },
      }),
    )
    return { data: [...sent].map(([name, value]) => [name, value.name ?? value]) }
  },
  'a number, true and an array as JSON': async (client) => {
    const json = { headers: { 'Content-Type': 'application/json' } }
    const sent = [
      await client.post('/echo', 1, json),
      await client.post('/echo', true, json),
      await client.post('/echo', [1]),
    ]
    return { data: sent.map(({ data }) => [data.body_text, data.headers['content-type']]) }
  },
  'a reply with no body': (client) =>
    client.post('/raw', '', { headers: { 'Content-Type': 'application/json' } }),
  'a DELETE with a body': (client) => client.delete('/echo', { data: { id: 1 } }),
  HEAD: (client) => client.head('/orders'),
  OPTIONS: (client) => client.options('/echo'),
  'no content': (client) => client.get('/status/204'),
  'headers of the call, of the instance, and one that is taken out': (client) =>
    client.get('/echo', {
      headers: { 'X-One': 'öne' && 'one', 'X-Two': false, Accept: 'application/x-special' },
    }),
  'not found': (client) => client.get('/orders/nobody'),
  'an error of the server': (client) => client.post('/status/503', {}),
  'a status that the caller accepts': (client) => client.get('/status/404', { validateStatus: () => true }),
  'every status accepted': (client) => client.get('/status/500', { validateStatus: null }),
  'a redirect': (client) => client.get('/redirect', { params: { to: '/bearer/echo' } }),
  'credentials of its own': (client) => client.get('/echo', { auth: { username: 'ü', password: 'p' } }),
  'JSON that is none': (client) =>
    client.post('/raw', '{oops', { headers: { 'Content-Type': 'application/json' } }),
  'JSON that is none, and is asked for': (client) => client.post('/raw', '{oops', { responseType: 'json' }),
  'JSON that is none, strictly': (client) =>
    client.post('/raw', '{oops', { responseType: 'json', transitional: { silentJSONParsing: false } }),
  'nobody there': (client) => client.get('http://127.0.0.1:1/'),
  'a timeout': (client) => client.get('/slow?ms=3000', { timeout: 60 }),
  'a timeout with words of its own': (client) =>
    client.get('/slow?ms=3000', { timeout: 60, timeoutErrorMessage: 'too slow' }),
  'a timeout with a code of its own': (client) =>
    client.get('/slow?ms=3000', { timeout: 60, transitional: { clarifyTimeoutError: true } }),
  'canceled before': (client) => client.get('/orders', { signal: AbortSignal.abort() }),
  'canceled in the air': (client) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('elsewhere')), 60)
    return client.get('/slow?ms=3000', { signal: controller.signal })
  },
  'canceled by a token': (client) => {
    const source = axios.CancelToken.source()
    setTimeout(() => source.cancel('by a token'), 60)
    return client.get('/slow?ms=3000', { cancelToken: source.token })
  },
  'transforms of the call': (client) =>
    client.post(
      '/echo',
      { a: 1 },
      {
        transformRequest: [
          (data, headers) => {
            headers.set('X-Transformed', 'yes')
            return JSON.stringify({ wrapped: data })
          },
        ],
        transformResponse: [(text) => ({ length: typeof text, parsed: JSON.parse(text).body_text })],
      },
    ),
  'the progress of an upload': async (client) => {
    const watch = watched()
    const { data } = await client.post('/echo', new Blob([bytes(300_000)]), { onUploadProgress: watch.tell })
    return { data, progress: watch.shown() }
  },
  'the progress of a form': async (client) => {
    const watch = watched()
    const { data } = await client.post('/raw', form(), {
      onUploadProgress: watch.tell,
      responseType: 'arraybuffer',
    })
    const { last, ...rest } = watch.shown()
    // Boundaries differ in length with the browser's mood.
    return { data: data.byteLength > 70_000, rest: [rest.upwards, last.loaded === last.total, last.upload] }
  },
  'the progress of a download': async (client) => {
    const watch = watched()
    const { data } = await client.post('/raw', bytes(300_000).buffer, {
      onDownloadProgress: watch.tell,
      responseType: 'arraybuffer',
    })
    return { data: data.byteLength, progress: watch.shown() }
  },
  'an upload that is canceled': (client) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 60)
    return client.post('/slow?ms=3000', new Blob([bytes(1000)]), {
      signal: controller.signal,
      onUploadProgress: () => {},
    })
  },
  'an upload that is refused': (client) =>
    client.post('/status/413', new Blob([bytes(1000)]), { onUploadProgress: () => {} }),
  'interceptors, in their order, some of them late': async (client) => {
    const order = []
    const late = () => new Promise((resolve) => setTimeout(resolve, 5))
    const { request, response } = client.interceptors
    const used = [
      request.use(async (config) => {
        await late()
        order.push('request 1')
        config.headers.set('X-One', '1')
        return config
      }),
      request.use((config) => {
        order.push('request 2')
        return config
      }),
      request.use((config) => config, undefined, { runWhen: () => false }),
    ]
    const answered = [
      response.use(
        (reply) => {
          order.push(`response 1 ${reply.status}`)
          return reply
        },
        (error) => {
          order.push(`refused 1 ${error.response?.status} ${error.config.url}`)
          return Promise.reject(error)
        },
      ),
      response.use(undefined, async (error) => {
        await late()
        order.push(`refused 2 ${error.code}`)
        return { data: 'mended', config: error.config, headers: {} }
      }),
    ]
    const good = await client.get('/echo')
    const { data } = await client.get('/orders/nobody')
    for (const id of used) request.eject(id)
    for (const id of answered) response.eject(id)
    await client.get('/orders')
    return { order, data, header: good.data.headers['x-one'] }
  },
}
