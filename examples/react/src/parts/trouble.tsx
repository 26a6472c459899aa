import { useAuth } from 'authflight/react'
import { useEffect, useState } from 'react'
import { refreshesCounted, troubles } from '../../../shared/back-end'

export function Trouble() {
  const auth = useAuth()
  const [counted, setCounted] = useState(0)
  useEffect(() => {
    const count = () => void refreshesCounted().then(setCounted)
    count()
    return auth.on('refreshed', count)
  }, [auth])
  return (
    <section className="card padded trouble">
      <h2>Make trouble</h2>
      <p>
        Then go on working. The server has been asked for <b>{counted}</b>{' '}
        {counted === 1 ? 'refresh' : 'refreshes'} so far.
      </p>
      <div>
        {troubles.map(({ name, title, make }) => (
          <button key={name} type="button" onClick={make}>
            {title}
          </button>
        ))}
      </div>
    </section>
  )
}
