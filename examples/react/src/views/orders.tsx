import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Order } from '../../../shared/back-end'
import { price } from '../../../shared/words'
import { load } from '../queries'

export function Orders() {
  const orders = useQuery({
    queryKey: ['orders'],
    queryFn: ({ signal }) => load<Order[]>('/orders', signal),
  })
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => load<{ username: string }>('/me', signal),
  })
  const rows = orders.data ?? []
  const total = rows.reduce((sum, { total }) => sum + total, 0)
  const loadAgain = () => Promise.all([orders.refetch(), me.refetch()])

  return (
    <>
      <div className="heading">
        <div>
          <h1>Orders</h1>
          {orders.data && (
            <p className="soft">
              {rows.length} orders, {price(total)}, seen by {me.data?.username ?? '…'}
            </p>
          )}
        </div>
        <button type="button" className="primary" disabled={orders.isFetching} onClick={loadAgain}>
          {orders.isFetching ? 'Loading …' : 'Load again'}
        </button>
      </div>
      <section className="card">
        {rows.length > 0 ? (
          <Table rows={rows} />
        ) : (
          <p className="empty">{orders.isFetching ? 'Loading …' : 'No orders to show.'}</p>
        )}
      </section>
    </>
  )
}

function Table({ rows }: { rows: Order[] }) {
  return (
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
        {rows.map(({ id, customer, date, total }) => (
          <tr key={id}>
            <td>
              <Link to={`/orders/${id}`}>{id}</Link>
            </td>
            <td>{customer}</td>
            <td className="date">{date}</td>
            <td className="number">{price(total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
