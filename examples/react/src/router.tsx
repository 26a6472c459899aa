import { RequireAuth } from 'authflight/react'
import { createBrowserRouter, Navigate, Outlet, useLocation } from 'react-router'
import { Toasts } from './parts/toasts'
import { TopBar } from './parts/top-bar'
import { Trouble } from './parts/trouble'
import { Login } from './views/login'
import { Order } from './views/order'
import { Orders } from './views/orders'

function Frame() {
  return (
    <>
      <TopBar />
      <main>
        <Outlet />
      </main>
      <Toasts />
    </>
  )
}

/** To the login, with the way back. */
function ToLogin() {
  const { pathname, search } = useLocation()
  return <Navigate to={`/login?redirect=${encodeURIComponent(pathname + search)}`} replace />
}

/** Whatever ends the session, here or in another tab, this is where it shows. */
function Guarded() {
  return (
    <RequireAuth fallback={<ToLogin />}>
      <Outlet />
      <Trouble />
    </RequireAuth>
  )
}

export const router = createBrowserRouter([
  {
    element: <Frame />,
    children: [
      { path: '/login', element: <Login /> },
      {
        element: <Guarded />,
        children: [
          { path: '/orders', element: <Orders /> },
          { path: '/orders/:id', element: <Order /> },
          { path: '*', element: <Navigate to="/orders" replace /> },
        ],
      },
    ],
  },
])
