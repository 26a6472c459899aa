// A protected file: a link cannot carry the token, so it is fetched and then saved.
import type { Auth } from 'authflight'

/** From 0 to 1, or undefined where the server names no length. */
type OnProgress = (share: number | undefined) => void

/**
 * Saves a file under the name that the server gives it. A server on another origin has to expose it:
 * `Access-Control-Expose-Headers: Content-Disposition`.
 */
export async function download(auth: Auth, url: string, onProgress?: OnProgress): Promise<void> {
  const { data, headers } = await auth.get<Blob>(url, {
    responseType: 'blob',
    onDownloadProgress: ({ progress }) => onProgress?.(progress),
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(data)
  link.download = nameIn(headers.get('content-disposition') ?? '') ?? 'download'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/**
 * Writes a file that is too large for memory as it comes, e.g. into what the user chose: `await showSaveFilePicker()`.
 * A download that breaks off rejects, and the file is as it was before.
 */
export async function downloadTo(
  file: FileSystemFileHandle,
  auth: Auth,
  url: string,
  onProgress?: OnProgress,
) {
  const { data } = await auth.get<ReadableStream<Uint8Array>>(url, {
    responseType: 'stream',
    onDownloadProgress: ({ progress }) => onProgress?.(progress),
  })
  await data.pipeTo(await file.createWritable())
}

/** RFC 6266: `filename*` is the name in all its letters, `filename` the one for old browsers. */
function nameIn(disposition: string): string | undefined {
  const [, encoded] = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(disposition) ?? []
  const [, quoted, bare] = /filename\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;\s]+))/i.exec(disposition) ?? []
  return encoded ? decodeURIComponent(encoded) : (quoted?.replace(/\\(.)/g, '$1') ?? bare)
}
