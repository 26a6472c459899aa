import { isAuthflightError } from 'authflight'
import { useAuth, useSession } from 'authflight/react'
import { type FormEvent, useState } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { wayBack, wordsFor } from '../../../shared/words'

function reasonOf(error: unknown): string {
  if (!isAuthflightError(error)) return 'Something went wrong.'
  if (error.status === 401) return 'This name and this password do not belong together.'
  return wordsFor(error.code, error.status) ?? 'Something went wrong.'
}

export function Login() {
  const auth = useAuth()
  const { signedIn } = useSession()
  const [query] = useSearchParams()
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)

  // After the login, and for whoever is logged in already, in this tab or in another one.
  if (signedIn) return <Navigate to={wayBack(query.get('redirect'))} replace />

  async function logIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { username, password, remember } = Object.fromEntries(new FormData(event.currentTarget))
    setBusy(true)
    setWrong('')
    try {
      await auth.login({ username, password }, { remember: remember === 'on' })
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
        <label className="tick">
          <input name="remember" type="checkbox" defaultChecked /> Remember me
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
