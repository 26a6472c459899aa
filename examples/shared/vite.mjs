// The demo back-end under the examples' own origin, as most sites have it.
const target = process.env.AUTHFLIGHT_DEMO ?? 'http://127.0.0.1:4180'
const proxy = { '/bearer': target, '/control': target }

export const settings = {
  // The look and the words are shared between the examples.
  publicDir: '../shared/public',
  server: { proxy, fs: { allow: ['..'] } },
  preview: { proxy },
}
