'use client'
// One client, made when this module is loaded, on the server and in the browser alike.
import { createAuth } from 'authflight'
import { AuthProvider } from 'authflight/react'
import { Suspense, use } from 'react'
import { configFor } from '../day.js'

const ready = createAuth(configFor(''))

function Provided({ children }) {
  return <AuthProvider auth={use(ready)}>{children}</AuthProvider>
}

export const Session = ({ children }) => (
  <Suspense>
    <Provided>{children}</Provided>
  </Suspense>
)
