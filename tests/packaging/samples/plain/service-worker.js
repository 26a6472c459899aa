// A service worker has no localStorage, and may be ended at any time: its session lives in memory.
import { configFor, day } from './day.js'
import { createAuth } from './node_modules/authflight/dist/index.js'

self.addEventListener('message', (event) => {
  const { data: server, source } = event
  const spent = createAuth(configFor(server)).then((auth) => day(auth, server))
  event.waitUntil(
    spent.then(
      (statuses) => source.postMessage(statuses),
      (error) => source.postMessage(String(error)),
    ),
  )
})
