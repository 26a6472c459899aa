'use client'

import { useAuth } from 'authflight/react'
import { useCallback, useEffect, useRef, useState } from 'react'

interface Loaded<T> {
  path: string
  data?: T | undefined
  failed: boolean
}

/** What a path gives, as whoever is signed in. An effect runs in the browser only, where the token is. */
export function useLoaded<T>(path: string) {
  const auth = useAuth()
  const [loaded, setLoaded] = useState<Loaded<T>>({ path, failed: false })
  const [loading, setLoading] = useState(true)
  const latest = useRef<AbortController>(null)
  // One at a time: an answer that comes late is not for another path, nor after a newer one.
  const load = useCallback(async () => {
    latest.current?.abort()
    latest.current = new AbortController()
    const { signal } = latest.current
    setLoading(true)
    try {
      const { data } = await auth.get<T>(path, { signal })
      if (!signal.aborted) setLoaded({ path, data, failed: false })
    } catch {
      if (!signal.aborted)
        setLoaded((before) => ({ ...(before.path === path && before), path, failed: true }))
    } finally {
      if (!signal.aborted) setLoading(false)
    }
  }, [auth, path])
  useEffect(() => {
    load()
    return () => latest.current?.abort()
  }, [load])
  // What another path gave is not shown until this one has answered.
  const isOfPath = loaded.path === path
  return {
    data: isOfPath ? loaded.data : undefined,
    failed: isOfPath && loaded.failed,
    loading: loading || !isOfPath,
    load: () => void load(),
  }
}
