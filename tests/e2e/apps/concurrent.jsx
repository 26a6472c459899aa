// Rendering in slices: many slow rows that show the session, mounted in a transition while the session changes.
import { createAuth } from 'authflight'
import { AuthProvider, useSession } from 'authflight/react'
import { startTransition, useLayoutEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })

/** How many different pictures of the session a commit showed, and how often the session changed in the middle. */
window.seen = { commits: [], changedMeanwhile: 0 }
let rendered = 0

function Row() {
  const { status } = useSession()
  const end = performance.now() + 2
  while (performance.now() < end);
  // Between two slices of the transition, before it is through.
  if (++rendered === 30) {
    setTimeout(() => {
      window.seen.changedMeanwhile = rendered
      auth.setTokens({ access: 'new' })
    })
  }
  return <li>{status}</li>
}

function Rows() {
  useLayoutEffect(() => {
    const texts = new Set([...document.querySelectorAll('li')].map((row) => row.textContent))
    window.seen.commits.push(texts.size)
  })
  return (
    <ul>
      {Array.from({ length: 150 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have nothing else, and none moves
        <Row key={row} />
      ))}
    </ul>
  )
}

function App() {
  const [shown, setShown] = useState(false)
  return (
    <>
      <button type="button" id="show" onClick={() => startTransition(() => setShown(true))}>
        Show
      </button>
      {shown && <Rows />}
    </>
  )
}

createRoot(document.getElementById('app')).render(
  <AuthProvider auth={auth}>
    <App />
  </AuthProvider>,
)
