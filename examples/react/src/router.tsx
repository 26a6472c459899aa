import { RequireAuth } from 'authflight/react'
import { createBrowserRouter, Navigate, Outlet, type RouteObject, useLocation } from 'react-router'
import { allow } from './auth'
import { IdleDialog } from './parts/idle-dialog'
import { Toasts } from './parts/toasts'
import { TopBar } from './parts/top-bar'
import { Trouble } from './parts/trouble'
import { Forbidden } from './views/forbidden'

function Frame() {
  return (
    <>
      <TopBar />
      <main>
        <Outlet />
      </main>
      <IdleDialog />
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

const Admins = () => (
  <RequireAuth roles={['admin']} allow={allow} forbidden={<Forbidden />}>
    <Outlet />
  </RequireAuth>
)

// Views are loaded with their routes, so that the first page does not carry them all.
export const routes: RouteObject[] = [
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
          {
            element: <Admins />,
            children: [
              {
                path: '/report',
                lazy: async () => ({ Component: (await import('./views/report')).Report }),
              },
            ],
          },
          { path: '*', element: <Navigate to="/orders" replace /> },
        ],
      },
    ],
  },
]

export const router = createBrowserRouter(routes)
