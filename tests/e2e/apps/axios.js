// An axios application, with authflight attached and without.
import { createAuth, isAuthflightError } from 'authflight'
import { attachAuth } from 'authflight/axios'
import axios from 'axios'
import { cases } from './axios-table.js'

const auth = await createAuth({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
  headers: { 'X-App': 'app' },
})
const headers = { common: { 'X-App': 'app' }, post: { 'X-Post': 'post' } }
const create = (more) => axios.create({ baseURL: '/bearer', headers: { ...headers, ...more } })

/** All that an application can see of an answer. */
function shown({ data, status, statusText, headers, config, ...rest }, call) {
  const { request, duration, ...more } = rest
  return {
    data,
    status,
    statusText,
    headers: headers && JSON.parse(JSON.stringify(headers)),
    config: config && configShown(config),
    sameConfig: call && config === call,
    ...more,
  }
}

function configShown(config) {
  const { url, method, baseURL, timeout, responseType, fetchOptions, signal } = config
  return {
    url,
    method,
    baseURL,
    timeout,
    responseType,
    fetchOptions,
    signal: Boolean(signal),
    keys: Object.keys(config).sort(),
  }
}

function failed(error) {
  const { name, code, message, status, config, response, isAxiosError, cause } = error
  return {
    name,
    code,
    message,
    status,
    isAxiosError,
    isCancel: axios.isCancel(error),
    config: config && configShown(config),
    response: response && shown(response),
    ours: isAuthflightError(cause) && cause.code,
    json: Object.keys(error.toJSON?.() ?? {}),
  }
}

const outcome = async (play) => {
  try {
    return shown(await play())
  } catch (error) {
    return failed(error)
  }
}

/** What browsers add themselves, and its length in what is told back; XMLHttpRequest writes a charset in capitals. */
const own = ['date', 'priority', 'content-length']
const comparable = (value) =>
  JSON.parse(
    JSON.stringify(value, (key, item) => {
      if (own.includes(key)) return undefined
      return key === 'content-type' ? item.replace('charset=UTF-8', 'charset=utf-8') : item
    }),
  )

/** As much as applications look at. */
async function seen(play) {
  try {
    const { data, status, statusText, headers, config, response, request, duration, ...more } = await play()
    return {
      data,
      status,
      statusText,
      type: headers?.get('content-type') ?? null,
      url: config?.url,
      method: config?.method,
      ...more,
    }
  } catch (error) {
    const { code, message, status, response, config } = error
    return {
      code,
      message,
      status,
      response: response && [response.status, response.data, response.headers.get('content-type')],
      url: config?.url,
      method: config?.method,
      json: /Bearer|demo/.test(JSON.stringify(error)) && isAuthflightError(error),
    }
  }
}

window.lab = {
  auth,
  outcome,
  attached: create(),
  names: Object.keys(cases),
  login: () => auth.login({ username: 'demo', password: 'demo' }).then(() => {}),
  /** One case, by an application that carries its token itself, and by one that leaves it to authflight. */
  async compare(name) {
    const bare = create()
    // On the spot, so that the table's own interceptors are where they would be.
    bare.defaults.headers.common.Authorization = `Bearer ${await auth.getAccessToken()}`
    const theirs = await outcome(() => cases[name](bare))
    return [comparable(await outcome(() => cases[name](lab.attached))), comparable(theirs)]
  },
  /** One case by axios and by the verbs: what an application that changes its import sees of it. */
  async compareVerbs(name) {
    const bare = create({ post: {} })
    bare.defaults.headers.common.Authorization = `Bearer ${await auth.getAccessToken()}`
    const theirs = await seen(() => cases[name](bare))
    return [comparable(await seen(() => cases[name](auth))), comparable(theirs)]
  },
}
lab.detach = attachAuth(lab.attached, auth)

/** An instance with these options and no token of its own. */
lab.create = (options) => axios.create({ baseURL: '/bearer', ...options })
/** Attaches what stands for a client, and says who it is. */
lab.attachAs = (http, name) =>
  attachAuth(http, Object.assign(Object.create(auth), { fetch: async () => new Response(name) }))

/** An application whose back-end says with 200 that the token has expired. */
window.lab.coded = async (config) => {
  const coded = await createAuth({
    baseURL: '/code',
    login: '/login',
    refresh: '/refresh',
    expired: { body: { path: 'code', in: [401] } },
    storageKey: 'coded',
  })
  await coded.login({ username: 'demo', password: 'demo' })
  const http = axios.create({ baseURL: '/code', ...config })
  attachAuth(http, coded)
  return http
}
