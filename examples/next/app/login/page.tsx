'use client'

import { isAuthflightError } from 'authflight'
import { RequireAuth, useAuth } from 'authflight/react'
import { type FormEvent, useState } from 'react'
import { wordsFor } from '../../../shared/words'
import { BackFromLogin } from '../go'

// After the login, and for whoever is signed in already, in this tab or in another one.
export default function Login() {
  return (
    <RequireAuth fallback={<Form />}>
      <BackFromLogin />
    </RequireAuth>
  )
}

function reasonOf(error: unknown): string {
  if (!isAuthflightError(error)) return 'Something went wrong.'
  if (error.status === 401) return 'This name and this password do not belong together.'
  return wordsFor(error.code, error.status) ?? 'Something went wrong.'
}

function Form() {
  const auth = useAuth()
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)

  async function logIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    setBusy(true)
    setWrong('')
    try {
      await auth.login(Object.fromEntries(new FormData(event.currentTarget)))
    } catch (error) {
      setWrong(reasonOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className="card padded login">
      <h1>Log in</h1>
      <form onSubmit={logIn}>
        <label>
          Name <input name="username" autoComplete="username" defaultValue="demo" required />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autoComplete="current-password"
            defaultValue="demo"
            required
          />
        </label>
        {wrong && (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
        <button type="submit" className="primary" disabled={busy}>
          Log in
        </button>
      </form>
      <p className="soft">The demo back-end knows demo and alice; their passwords are their names.</p>
    </section>
  )
}
