// An axios application that keeps its own login call.
import { createAuth } from 'authflight'
import { attachAuth } from 'authflight/axios'
import axios from 'axios'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })
const http = axios.create({ baseURL: '/bearer' })
attachAuth(http, auth)
const seen = []
http.interceptors.response.use((response) => {
  seen.push(response.config.url)
  return response
})

window.lab = {
  async play() {
    const { status, data } = await http.post('/login', { username: 'demo', password: 'demo' })
    const after = auth.session.status
    const told = [...seen]
    const orders = (await http.get('/orders')).data.length
    return { status, keys: Object.keys(data).sort(), seen: told, after, orders }
  },
  async wrong() {
    await auth.logout()
    const { code, status } = await http
      .post('/login', { username: 'demo', password: 'wrong' })
      .catch((error) => error)
    return { code, status, after: auth.session.status }
  },
}
