// Every option of createAuth, with its kind. tests/packaging/options.test.mjs compares it with the public types.

export const options = {
  baseURL: 'text',
  login: 'endpoint',
  'login.url': 'url',
  'login.method': 'word',
  'login.headers': 'headers',
  'login.exempt': 'flag',
  refresh: 'endpointOrFunction',
  'refresh.url': 'url',
  'refresh.method': 'word',
  'refresh.headers': 'headers',
  'refresh.exempt': 'flag',
  'refresh.refused': 'object',
  'refresh.refused.status': 'list',
  'refresh.refused.body': 'list',
  'refresh.send': 'location',
  'refresh.body': 'anyObject',
  logout: 'endpoint',
  'logout.url': 'url',
  'logout.method': 'word',
  'logout.headers': 'headers',
  'logout.exempt': 'flag',
  'logout.send': 'locations',
  'logout.send.refresh': 'location',
  'logout.send.access': 'location',
  tokens: 'object',
  'tokens.access': 'location',
  'tokens.refresh': 'location',
  'tokens.accessExpires': 'location',
  'tokens.refreshExpires': 'location',
  'tokens.timeZone': 'choice',
  'tokens.origins': 'list',
  attach: 'object',
  'attach.header': 'word',
  'attach.scheme': 'scheme',
  'attach.origins': 'list',
  'attach.redirect': 'choice',
  'attach.exempt': 'list',
  expired: 'object',
  'expired.status': 'list',
  'expired.body': 'list',
  'expired.test': 'function',
  'expired.searched': 'number',
  success: 'choice',
  storage: 'storage',
  storageKey: 'filled',
  adopt: 'choice',
  'adopt.access': 'filled',
  'adopt.refresh': 'filled',
  proactive: 'object',
  'proactive.leeway': 'number',
  'proactive.background': 'flag',
  retry: 'object',
  'retry.attempts': 'positive',
  'retry.base': 'number',
  'retry.cap': 'number',
  replay: 'object',
  'replay.streamLimit': 'number',
  timeout: 'number',
  refreshTimeout: 'positive',
  crossTab: 'flag',
  credentials: 'choice',
  headers: 'headersOrFunction',
  unwrap: 'path',
  warnings: 'choice',
}

/** A value of the same text as the address: a URL is taken where a text is. */
const address = ['a URL']

/** What each kind takes of `values`. Everything else is to be refused by name. */
export const taken = {
  text: ['empty', 'blank', 'with a line break', 'a word', 'a location', ...address],
  url: ['blank', 'with a line break', 'a word', 'a location', ...address],
  filled: ['blank', 'with a line break', 'a word', 'a location', 'a URL with a user', ...address],
  path: ['blank', 'with a line break', 'a word', 'a location', 'a URL with a user', ...address],
  word: ['a word'],
  scheme: ['empty', 'a word', 'a location', 'a URL with a user', ...address],
  endpoint: ['blank', 'with a line break', 'a word', 'a location', ...address],
  endpointOrFunction: [
    'blank',
    'with a line break',
    'a word',
    'a location',
    ...address,
    'a function',
    'an async function',
    'a class',
  ],
  location: ['a location'],
  locations: ['a location', 'an empty object'],
  choice: [],
  list: ['an empty array'],
  object: ['an empty object'],
  anyObject: ['an empty object', 'an object with another key'],
  headers: ['an empty object', 'an empty array', 'a Map', 'Headers'],
  headersOrFunction: [
    'an empty object',
    'an empty array',
    'a Map',
    'Headers',
    'a function',
    'an async function',
    'a class',
  ],
  function: ['a function', 'an async function', 'a class'],
  storage: ['a storage'],
  flag: ['true'],
  number: ['zero', 'seven'],
  positive: ['seven'],
}

const explode = () => {
  throw new TypeError('boom')
}

class Something {
  own = 1
  inherited() {}
}

function circular() {
  const object = {}
  object.self = object
  return object
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** One of every type and shape. */
export const values = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  zero: () => 0,
  'minus one': () => -1,
  'not a number': () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  seven: () => 7,
  empty: () => '',
  blank: () => ' ',
  'with a line break': () => 'x\n',
  'a word': () => 'x',
  'a location': () => 'body:x',
  'a symbol': () => Symbol('x'),
  'a BigInt': () => 5n,
  'an empty array': () => [],
  'an array of arrays': () => [[]],
  'an array of undefined': () => [undefined],
  'an array of functions': () => [() => {}],
  'an array of a symbol': () => [Symbol('x')],
  'an empty object': () => ({}),
  'an object with another key': () => ({ nothing: 1 }),
  'an object with a function': () => ({ nothing: () => {} }),
  'a function': () => () => {},
  'an async function': () => async () => {},
  'an instance of a class': () => new Something(),
  'a class': () => Something,
  'a Date': () => new Date(0),
  'a Map': () => new Map(),
  'a Set': () => new Set([1]),
  'a RegExp': () => /x/,
  'a URL': () => new URL('http://api.example/x'),
  'a URL with a user': () => 'https://u:p@api.example/x',
  Headers: () => new Headers(),
  'a String object': () => new String('x'),
  'a Promise': () => Promise.resolve('x'),
  'a storage': () => ({ getItem: () => null, setItem() {}, removeItem() {} }),
  'half a storage': () => ({ getItem: () => null }),
  'an object that inherits': () => Object.create({ url: '/x' }),
  'a getter that throws': () => Object.defineProperty({}, 'url', { get: explode, enumerable: true }),
  'a proxy that throws': () =>
    new Proxy({}, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, explode]))),
  'a revoked proxy': revoked,
  'an object within itself': circular,
}
