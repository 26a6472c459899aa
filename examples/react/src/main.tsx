import { QueryClientProvider } from '@tanstack/react-query'
import { AuthProvider } from 'authflight/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import '../../shared/app.css'
import { auth } from './auth'
import { queryClient } from './queries'
import { router } from './router'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app.')

createRoot(root).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </AuthProvider>
  </StrictMode>,
)
