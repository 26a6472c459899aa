// Clients that take a fetch, given auth.fetch as it is.
import { createAuth } from 'authflight'
import ky from 'ky'
import { createFetch } from 'ofetch'
import createClient from 'openapi-fetch'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })
const { fetch } = auth
const base = `${location.origin}/bearer`

const byKy = ky.create({ prefixUrl: base, fetch })
const byOfetch = createFetch({ fetch, defaults: { baseURL: base } })
const byOpenApi = createClient({ baseUrl: base, fetch })

const json = { note: 'ü' }
const form = () => {
  const form = new FormData()
  form.append('file', new File(['x'.repeat(5000)], 'bücher.txt'))
  return form
}

window.lab = {
  auth,
  login: () => auth.login({ username: 'demo', password: 'demo' }).then(() => {}),
  clients: {
    ky: {
      list: async () => (await byKy.get('orders').json()).length,
      post: async () => (await byKy.post('echo', { json, searchParams: { q: 1 } }).json()).body_text,
      form: async () => (await byKy.post('echo', { body: form() }).json()).body_length > 5000,
      missing: () =>
        byKy
          .get('orders/nobody')
          .json()
          .catch((error) => [error.name, error.response.status]),
      slow: () =>
        byKy
          .get('slow?ms=3000', { timeout: 100, retry: 0 })
          .json()
          .catch((error) => error.name),
    },
    ofetch: {
      list: async () => (await byOfetch('/orders')).length,
      post: async () => (await byOfetch('/echo', { method: 'POST', body: json, query: { q: 1 } })).body_text,
      form: async () => (await byOfetch('/echo', { method: 'POST', body: form() })).body_length > 5000,
      missing: () => byOfetch('/orders/nobody').catch((error) => [error.name, error.status]),
      slow: () =>
        byOfetch('/slow?ms=3000', { timeout: 100, retry: 0 }).catch(
          (error) => error.cause?.name ?? error.name,
        ),
    },
    'openapi-fetch': {
      list: async () => (await byOpenApi.GET('/orders')).data.length,
      post: async () =>
        (await byOpenApi.POST('/echo', { body: json, params: { query: { q: 1 } } })).data.body_text,
      form: async () =>
        (await byOpenApi.POST('/echo', { body: {}, bodySerializer: form })).data.body_length > 5000,
      missing: async () => {
        const { error, response } = await byOpenApi.GET('/orders/nobody')
        return [typeof error, response.status]
      },
      slow: () =>
        byOpenApi.GET('/slow?ms=3000', { signal: AbortSignal.timeout(100) }).catch((error) => error.name),
    },
  },
}
