import { useQuery } from '@tanstack/react-query'
import type { Order } from '../../../shared/back-end'
import { price, salesByCustomer } from '../../../shared/words'
import { load } from '../queries'

/** Its route is for admins: see router.tsx. */
export function Report() {
  const { data, isFetching } = useQuery({
    queryKey: ['orders'],
    queryFn: ({ signal }) => load<Order[]>('/orders', signal),
  })
  return (
    <>
      <div className="heading">
        <h1>Report</h1>
      </div>
      <section className="card">
        {data ? (
          <table>
            <thead>
              <tr>
                <th>Customer</th>
                <th className="number">Sales</th>
              </tr>
            </thead>
            <tbody>
              {salesByCustomer(data).map(([customer, total]) => (
                <tr key={customer}>
                  <td>{customer}</td>
                  <td className="number">{price(total)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className="empty">{isFetching ? 'Loading …' : 'No sales to show.'}</p>
        )}
      </section>
    </>
  )
}
