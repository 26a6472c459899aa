// The libraries that live in React: a component asks, and what it is given is the answer.
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import type { Auth } from 'authflight'
import { createElement, type ReactNode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import useSWR, { SWRConfig, type SWRConfiguration } from 'swr'
import { makeConfig } from '../src/swr'
import { makeQueryClient } from '../src/tanstack-query'

export interface Order {
  id: number
  customer: string
}

interface View<T> {
  data: T | undefined
  error: unknown
}

interface Settled<T> {
  resolve: (data: T) => void
  reject: (error: unknown) => void
}

/** Uses `useView`, and tells what it has first: data or an error. It stays, as in a page. */
function Shown<T>({ useView, resolve, reject }: Settled<T> & { useView: () => View<T> }) {
  const { data, error } = useView()
  useEffect(() => {
    if (error) reject(error)
    else if (data !== undefined) resolve(data)
  }, [data, error, resolve, reject])
  return null
}

const shown = <T>(useView: () => View<T>, around: (view: ReactNode) => ReactNode): Promise<T> =>
  new Promise((resolve, reject) => {
    const view = createElement(Shown<T>, { useView, resolve, reject })
    createRoot(document.createElement('div')).render(around(view))
  })

export function viewsOf(auth: Auth) {
  const client = makeQueryClient(auth)
  const config = makeConfig(auth)
  const bySWR =
    (config: SWRConfiguration) =>
    <T>(path: string) =>
      shown<T>(
        () => useSWR<T>(path),
        (view) => createElement(SWRConfig, { value: config }, view),
      )
  return {
    tanstack: <T>(path: string) =>
      shown<T>(
        () => useQuery<T>({ queryKey: [path] }),
        (view) => createElement(QueryClientProvider, { client }, view),
      ),
    fetched: <T>(path: string) => client.fetchQuery<T>({ queryKey: [path] }),
    swr: bySWR(config),
    /** The same but for its last option, which is SWR's own default. */
    careless: bySWR({ ...config, shouldRetryOnError: true }),
  }
}
