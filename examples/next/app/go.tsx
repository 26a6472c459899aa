'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { wayBack } from '../../shared/words'

/** To the login, with the way back. */
export function ToLogin() {
  const router = useRouter()
  useEffect(() => {
    router.replace(`/login?redirect=${encodeURIComponent(location.pathname + location.search)}`)
  }, [router])
  return null
}

/** From the login to where the user was. */
export function BackFromLogin() {
  const router = useRouter()
  useEffect(() => router.replace(wayBack(new URLSearchParams(location.search).get('redirect'))), [router])
  return null
}
