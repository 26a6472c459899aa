// How a team describes its back-end to the suite.
/** @type {import('../subject.mjs').Descriptions} */
export default {
  'our api': {
    // What the application passes to createAuth; baseURL comes from --base-url. May be a function of baseURL.
    auth: {
      login: '/session',
      refresh: { url: '/session', method: 'PUT', send: 'body:renewal' },
      logout: { url: '/session', method: 'DELETE' },
      tokens: {
        access: 'body:result.pass',
        refresh: 'body:result.renewal',
        accessExpires: 'body:result.secondsLeft',
      },
      attach: { header: 'X-Pass', scheme: 'Pass' },
      expired: { status: [419] },
    },
    credentials: { name: 'ann', secret: 'sesame' },
    // What else there is to try. Without it the check is not run.
    wrongCredentials: { name: 'ann', secret: 'wrong' },
    get: '/profile', // answers 2xx to a good token
    post: '/notes', // takes a JSON body
    // accessLifetime: 2000, // ms: waits for tokens to expire, instead of spoiling them on their way
  },
}
