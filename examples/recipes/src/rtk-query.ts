// RTK Query: a `baseQuery` over the verbs. Its errors can be serialised, as Redux wants them.
import type { BaseQueryFn } from '@reduxjs/toolkit/query'
import { type Auth, isAuthflightError, type RequestConfig } from 'authflight'

/** `code` is `SESSION_EXPIRED` where the user has to log in again; `loginRequired` has told the application. */
export interface ApiError {
  code: string
  status?: number
  data?: unknown
}

/**
 * `createApi({ baseQuery: baseQuery(auth), … })`. What one user has loaded is not for the next:
 * `auth.on('signedIn', ({ by }) => by !== 'restored' && store.dispatch(api.util.resetApiState()))`. Views that are still there load
 * again. A reload (`restored`) brings the same user back, and the first queries are under way then.
 */
export const baseQuery =
  (auth: Auth): BaseQueryFn<string | RequestConfig, unknown, ApiError> =>
  async (given, { signal }) => {
    const config = typeof given === 'string' ? { url: given } : given
    try {
      return { data: (await auth.request({ ...config, signal })).data }
    } catch (error) {
      if (!isAuthflightError(error)) throw error
      const { code, status, data } = error
      return { error: { code, ...(status !== undefined && { status }), ...(data !== undefined && { data }) } }
    }
  }
