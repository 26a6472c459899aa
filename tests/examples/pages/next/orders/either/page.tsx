'use client'

import { useState } from 'react'
import { useLoaded } from '../../use-loaded'

/** One of two orders, by the same component. */
export default function Either() {
  const [id, setId] = useState(1001)
  const { data, loading, load } = useLoaded<{ customer: string }>(`/orders/${id}`)
  return (
    <>
      <h1>Order {id}</h1>
      <button type="button" onClick={() => setId(1001)}>
        First
      </button>
      <button type="button" onClick={() => setId(1002)}>
        Second
      </button>
      <button type="button" onClick={load}>
        Load again
      </button>
      <p id="either">{data?.customer ?? (loading ? 'Loading …' : 'nothing')}</p>
    </>
  )
}
