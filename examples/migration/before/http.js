// What every team writes by hand, and what authflight takes the place of.
import axios from 'axios'

export const http = axios.create({ baseURL: '/bearer', timeout: 10_000 })

export async function logIn(credentials) {
  const { data } = await axios.post('/bearer/login', credentials)
  keep(data)
}

const keep = ({ access_token, refresh_token }) => {
  localStorage.setItem('access_token', access_token)
  if (refresh_token) localStorage.setItem('refresh_token', refresh_token)
}

http.interceptors.request.use((config) => {
  const token = localStorage.getItem('access_token')
  if (token) config.headers.Authorization = `Bearer ${token}`
  return config
})

let refreshing = false
let waiting = []

http.interceptors.response.use(undefined, async (error) => {
  const { config, response } = error
  if (response?.status !== 401 || config.again) throw error
  config.again = true
  if (refreshing) {
    await new Promise((resolve) => waiting.push(resolve))
    return http(config)
  }
  refreshing = true
  try {
    const refresh_token = localStorage.getItem('refresh_token')
    const { data } = await axios.post('/bearer/refresh', { refresh_token })
    keep(data)
  } catch {
    localStorage.removeItem('access_token')
    throw error
  } finally {
    refreshing = false
    for (const go of waiting) go()
    waiting = []
  }
  return http(config)
})
