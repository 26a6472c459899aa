'use client'

import { useAuth } from 'authflight/react'
import { useState } from 'react'

export default function Ten() {
  const auth = useAuth()
  const [statuses, setStatuses] = useState('')
  async function askTen() {
    const asked = Array.from({ length: 10 }, (_, n) => auth.fetch(`/me?n=${n}`))
    setStatuses((await Promise.all(asked)).map(({ status }) => status).join(' '))
  }
  return (
    <>
      <h1>Ten</h1>
      <button type="button" onClick={askTen}>
        Ten at once
      </button>
      <p>{statuses}</p>
    </>
  )
}
