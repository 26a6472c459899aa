'use client'

import Link from 'next/link'
import { useParams } from 'next/navigation'
import type { Order as OrderOf } from '../../../../shared/back-end'
import { price } from '../../../../shared/words'
import { useLoaded } from '../../use-loaded'

export default function Order() {
  const { id } = useParams<{ id: string }>()
  const { data, failed } = useLoaded<OrderOf>(`/orders/${id}`)
  return (
    <>
      <div className="heading">
        <h1>Order {id}</h1>
      </div>
      <section className="card padded">
        {data ? (
          <dl className="facts">
            <dt>Customer</dt>
            <dd>{data.customer}</dd>
            <dt>Date</dt>
            <dd>{data.date}</dd>
            <dt>Total</dt>
            <dd>{price(data.total)}</dd>
          </dl>
        ) : (
          <p className="soft">{failed ? 'The order could not be loaded.' : 'Loading …'}</p>
        )}
        <p>
          <Link href="/orders">All orders</Link>
        </p>
      </section>
    </>
  )
}
