/** What authflight needs to be told; the rest is its defaults. */
export const configuration = { baseURL: '/bearer', login: '/login', refresh: '/refresh' }
