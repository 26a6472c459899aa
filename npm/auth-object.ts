import { picked } from './callbacks.ts'
import type { Client } from './client.ts'
import type { Sessionful } from './inside.ts'
import type { Session } from './types.ts'

const nothing = () => {}

/** What every entry gives to the application. Its functions need no `this`, so that they can be taken out of it. */
export function authOf(client: Client): Sessionful {
  return {
    ready: client.gate.ready,
    fetch: (...given) => {
      try {
        if (!given.length) throw new TypeError('fetch: 1 argument required, but only 0 present.')
        return client.fetch(...given)
      } catch (error) {
        return Promise.reject(error)
      }
    },
    logout: () => client.call((binding) => binding.logout()).then(nothing),
    refresh: () => client.call((binding) => binding.refresh()).then(() => client.session),
    getAccessToken: () => client.call((binding) => binding.getAccessToken()),
    setTokens: async (tokens) => {
      const given = picked(tokens)
      await client.call((binding) => binding.setTokens(given))
      return client.session
    },
    get user() {
      client.record.look()
      return client.user.user
    },
    get claims() {
      client.record.look()
      return client.user.claims as Readonly<Record<string, unknown>> | null
    },
    reloadUser: () => client.call(() => client.user.reload()),
    stayActive: () => {
      client.call((binding) => binding.signOfLife()).catch(nothing)
    },
    get session(): Session {
      client.record.look()
      return client.session
    },
    subscribe: (listener) => client.subscribers.add(listener),
    on: (event, listener) => {
      // Before it counts as a listener, because the first one is told of changes from here on.
      if (event === 'userChanged') client.user.listen()
      const stop = client.events.add(event, listener)
      if (event === 'trace') client.notify((binding) => binding.trace(true))
      return () => {
        stop()
        if (event === 'trace' && client.events.count('trace') === 0)
          client.notify((binding) => binding.trace(false))
      }
    },
    dispose: () => {
      client.dispose()
      client.user.end()
    },
  }
}
