// An application as they are written for axios. It is the same before and after: only what it imports changes.
import { http, logIn } from './http.js'

const by = (id) => document.getElementById(id)

function line(text) {
  const item = document.createElement('li')
  item.textContent = text
  return item
}

const toast = (text) => by('toasts').append(line(text))

// Every call can be found again in the server's log.
http.interceptors.request.use((config) => {
  config.headers['X-Trace'] = crypto.randomUUID()
  return config
})

// One place for errors. A user who cancels need not be told.
http.interceptors.response.use(undefined, (error) => {
  // The login form tells of its own failures.
  if (error.code !== 'ERR_CANCELED' && error.config?.url !== '/login')
    toast(error.response?.data?.detail ?? error.message)
  return Promise.reject(error)
})

by('login').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { username, password } = Object.fromEntries(new FormData(event.target))
  try {
    await logIn({ username, password })
    by('who').textContent = username
  } catch (error) {
    toast(error.response.data.detail)
  }
})

by('list').addEventListener('click', async () => {
  by('orders').replaceChildren()
  const { data } = await http.get('/orders', { params: { page: 1, tags: ['new', 'paid'] } })
  by('orders').replaceChildren(...data.map(({ id, customer }) => line(`${id} ${customer}`)))
})

by('missing').addEventListener('click', () => http.get('/orders/1').catch(() => {}))

by('save').addEventListener('click', async () => {
  by('saved').textContent = ''
  const { data, status } = await http.post('/echo', { total: 3 })
  by('saved').textContent = `${status} ${data.body_text}`
})

let upload

by('upload').addEventListener('click', async () => {
  upload = new AbortController()
  const form = new FormData()
  form.append('file', by('file').files[0])
  by('uploaded').textContent = ''
  try {
    const { data } = await http.post('/echo', form, {
      headers: { 'Content-Type': 'multipart/form-data' },
      signal: upload.signal,
      onUploadProgress: ({ loaded, total }) => {
        by('progress').value = loaded / total
      },
    })
    by('uploaded').textContent = data.body_length > by('file').files[0].size ? 'uploaded' : 'cut short'
  } catch (error) {
    if (error.code === 'ERR_CANCELED') by('uploaded').textContent = 'canceled'
  }
})

by('cancel').addEventListener('click', () => upload.abort())

by('login').querySelector('button').disabled = false
