import { RequireAuth } from 'authflight/react'
import { createBrowserRouter, Navigate, Outlet, useLocation } from 'react-router'
import { Toasts } from './parts/toasts'
import { TopBar } from './parts/top-bar'
import { Trouble } from './parts/trouble'

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

// Views are loaded with their routes, so that the first page does not carry them all.
export const router = createBrowserRouter([
  {
    element: <Frame />,
    HydrateFallback: () => null,
    children: [
      {
        path: '/login',
        lazy: async () => ({ Component: (await import('./views/login')).Login }),
      },
      {
        element: <Guarded />,
        children: [
          {
            path: '/orders',
            lazy: async () => ({ Component: (await import('./views/orders')).Orders }),
          },
          {
            path: '/orders/:id',
            lazy: async () => ({ Component: (await import('./views/order')).Order }),
          },
          { path: '*', element: <Navigate to="/orders" replace /> },
        ],
      },
    ],
  },
])
