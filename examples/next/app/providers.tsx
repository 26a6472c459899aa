'use client'

import { AuthProvider } from 'authflight/react'
import type { ReactNode } from 'react'
import { auth } from './auth'

// A client component, because a server component cannot hand over an object with methods.
export const Providers = ({ children }: { children: ReactNode }) => (
  <AuthProvider auth={auth}>{children}</AuthProvider>
)
