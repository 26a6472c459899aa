// What the checks ask of both clients.
import { isAuthflightError } from 'authflight'

export const good = { username: 'demo', password: 'demo' }

/** What a promise rejects with. */
export const failure = (promise) =>
  promise.then(
    () => {
      throw new Error('It was to reject.')
    },
    (error) => error,
  )
export const codeOf = async (promise) => {
  const error = await failure(promise)
  expect(isAuthflightError(error)).toBe(true)
  return error.code
}

/** What the listeners of these events are told from now on. */
export function heard(auth, ...names) {
  const told = []
  for (const name of names) auth.on(name, (detail) => told.push([name, detail]))
  return told
}

/** Waits until it holds; both clients need a few microtasks, and the real one turns of the loop. */
export async function until(holds) {
  for (let round = 0; round < 500 && !holds(); round++) await new Promise((resolve) => setTimeout(resolve))
  expect(holds()).toBeTruthy()
}
/** The tokens of the requests so far. */
export const tokens = (server) => server.requests.map(({ authorization }) => authorization)
