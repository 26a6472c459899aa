'use client'
import { useAuth, useSession } from 'authflight/react'
import { useEffect } from 'react'
import { day } from '../day.js'

export default function Page() {
  const auth = useAuth()
  const { status } = useSession()
  useEffect(() => {
    window.outcome ??= day(auth, '')
  }, [auth])
  return <output id="status">{status}</output>
}
