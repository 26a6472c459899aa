'use client'

import Link from 'next/link'
import type { Order } from '../../../shared/back-end'
import { price } from '../../../shared/words'
import { useLoaded } from '../use-loaded'

export default function Orders() {
  const { data, failed, loading, load } = useLoaded<Order[]>('/orders')
  return (
    <>
      <div className="heading">
        <h1>Orders</h1>
        <button type="button" className="primary" disabled={loading} onClick={load}>
          {loading ? 'Loading …' : 'Load again'}
        </button>
      </div>
      <section className="card">
        {data ? (
          <table>
            <thead>
              <tr>
                <th>Order</th>
                <th>Customer</th>
                <th className="date">Date</th>
                <th className="number">Total</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, customer, date, total }) => (
                <tr key={id}>
                  <td>
                    <Link href={`/orders/${id}`}>{id}</Link>
                  </td>
                  <td>{customer}</td>
                  <td className="date">{date}</td>
                  <td className="number">{price(total)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className="empty">{failed ? 'The orders could not be loaded.' : 'Loading …'}</p>
        )}
      </section>
    </>
  )
}
