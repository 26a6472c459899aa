import Link from 'next/link'

// A server component, for everybody alike.
export default function Welcome() {
  return (
    <>
      <div className="heading">
        <h1>Welcome</h1>
      </div>
      <section className="card padded">
        <p>
          This page is the same for all, and comes from the server. The <Link href="/orders">orders</Link> are
          not.
        </p>
      </section>
    </>
  )
}
