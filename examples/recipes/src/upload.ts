// An upload with progress. If the token had expired, the whole form is sent again, byte for byte.
import type { Auth, HttpResponse } from 'authflight'

/**
 * Sends a file and fields beside it as `multipart/form-data`. `onProgress` gets from 0 to 1; when the form is sent again it
 * begins anew.
 */
export function upload<T>(
  auth: Auth,
  url: string,
  data: { file: File; [field: string]: unknown },
  { onProgress, signal }: { onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<HttpResponse<T>> {
  return auth.postForm<T>(url, data, {
    signal,
    onUploadProgress: ({ progress = 0 }) => onProgress?.(progress),
  })
}
