'use client'

import { useAuth } from 'authflight/react'
import { useCallback, useEffect, useState } from 'react'

/** What a path gives, as whoever is signed in. An effect runs in the browser only, where the token is. */
export function useLoaded<T>(path: string) {
  const auth = useAuth()
  const [data, setData] = useState<T>()
  const [failed, setFailed] = useState(false)
  const [loading, setLoading] = useState(true)
  const load = useCallback(
    async (signal?: AbortSignal) => {
      setLoading(true)
      try {
        setData((await auth.get<T>(path, { signal })).data)
        setFailed(false)
      } catch {
        if (!signal?.aborted) setFailed(true)
      } finally {
        if (!signal?.aborted) setLoading(false)
      }
    },
    [auth, path],
  )
  useEffect(() => {
    const leaving = new AbortController()
    load(leaving.signal)
    return () => leaving.abort()
  }, [load])
  return { data, failed, loading, load: () => load() }
}
