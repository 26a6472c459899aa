// A short day of an application: it logs in, its token expires, and ten requests need a new one at once.
export const configFor = (server) => ({
  baseURL: `${server}/bearer`,
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
})

export async function day(auth, server) {
  await auth.login({ username: 'demo', password: 'demo' })
  await fetch(`${server}/control/expire-access`, { method: 'POST' })
  const asked = Array.from({ length: 10 }, (_, n) => auth.fetch(`/me?n=${n}`))
  return (await Promise.all(asked)).map(({ status }) => status)
}
