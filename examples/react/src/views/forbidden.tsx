import { Link } from 'react-router'

export const Forbidden = () => (
  <>
    <div className="heading">
      <h1>Not for you</h1>
    </div>
    <section className="card padded">
      <p>This page is for admins. alice is one.</p>
      <p>
        <Link to="/orders">All orders</Link>
      </p>
    </section>
  </>
)
