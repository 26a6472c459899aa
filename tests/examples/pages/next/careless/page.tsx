// A server component that uses the client, as somebody writes it who does not know where the tokens are.
import { isAuthflightError } from 'authflight'
import { auth } from '../auth'

export const dynamic = 'force-dynamic'

export default async function Careless() {
  const said = await auth.get<{ username: string }>('/me').then(
    ({ data }) => data.username,
    (error) => (isAuthflightError(error) ? `${error.code}: ${error.message}` : 'not ours'),
  )
  return (
    <>
      <p id="careless">{said}</p>
      <p id="status">{auth.session.status}</p>
    </>
  )
}
