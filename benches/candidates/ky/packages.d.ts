// As much of the two packages as ky.js uses: they are installed when the benchmark runs, and types are checked without them.
declare module 'ky' {
  interface Options {
    json?: unknown
    retry?: number
    fetch?: typeof globalThis.fetch
    hooks?: { beforeRequest?: ((state: { request: Request }) => void)[] }
  }
  interface Ky {
    get(url: string): { json(): Promise<unknown> }
    post(url: string, options: Options): { json(): Promise<unknown> }
    create(options: Options): Ky
  }
  const ky: Ky
  export default ky
}

declare module 'fetch-extras' {
  type Fetch = typeof globalThis.fetch
  export function withTokenRefresh(options: { refreshToken(): Promise<string> }): (send: Fetch) => Fetch
}
