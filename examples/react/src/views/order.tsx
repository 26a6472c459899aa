import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { Order as OrderOf } from '../../../shared/back-end'
import { price } from '../../../shared/words'
import { load } from '../queries'

export function Order() {
  const { id = '' } = useParams()
  const { data, isFetching, refetch } = useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => load<OrderOf>(`/orders/${encodeURIComponent(id)}`, signal),
  })
  return (
    <>
      <div className="heading">
        <h1>Order {id}</h1>
        <button type="button" className="primary" disabled={isFetching} onClick={() => refetch()}>
          {isFetching ? 'Loading …' : 'Load again'}
        </button>
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
          <p className="soft">{isFetching ? 'Loading …' : 'There is nothing to show of this order.'}</p>
        )}
        <p>
          <Link to="/orders">All orders</Link>
        </p>
      </section>
    </>
  )
}
