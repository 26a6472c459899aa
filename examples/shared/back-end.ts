// The demo back-end: what it serves, and the trouble that it makes on order.

export interface Order {
  id: number
  customer: string
  total: number
  date: string
}

export type Role = 'staff' | 'admin'

/** What `/me` says. */
export interface User {
  username: string
  roles: Role[]
}

/** What `/echo` says of a body that arrived. */
export interface Arrival {
  body_length: number
  body_sha256: string
}

const order = (path: string, what?: object) =>
  fetch(`/control/${path}`, { method: 'POST', body: what ? JSON.stringify(what) : null })

/** What goes wrong in the life of an application. */
export const troubles = [
  {
    name: 'expire',
    title: 'Expire the access token',
    make: () => order('expire-access'),
  },
  {
    name: 'refuse',
    title: 'Refuse the next refresh, too',
    make: async () => {
      await order('revoke')
      await order('expire-access')
    },
  },
  {
    name: 'fail',
    title: 'Fail the next request',
    make: () => order('fail', { target: 'resource', kind: 'status', status: 503 }),
  },
]

/** How many refreshes the server has been asked for. */
export async function refreshesCounted(): Promise<number> {
  const reply = await fetch('/control/state')
  return (await reply.json()).counters.refresh.received
}
