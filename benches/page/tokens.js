// Where hand-written code keeps its tokens.

/** As the server grants them. @typedef {{ access_token: string, refresh_token?: string }} Tokens */
/** @typedef {{ username: string, password: string }} Credentials */

export const authorization = () => `Bearer ${localStorage.getItem('access_token')}`
export const refreshToken = () => localStorage.getItem('refresh_token')

export function keep(/** @type {Tokens} */ { access_token, refresh_token }) {
  localStorage.setItem('access_token', access_token)
  if (refresh_token) localStorage.setItem('refresh_token', refresh_token)
}

export function forget() {
  localStorage.removeItem('access_token')
  localStorage.removeItem('refresh_token')
}

/** The session that a login form would have begun. */
export async function login(/** @type {Credentials} */ credentials) {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch('/bearer/login', { method: 'POST', headers, body: JSON.stringify(credentials) })
  keep(await reply.json())
}
