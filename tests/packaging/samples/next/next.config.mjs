import { fileURLToPath } from 'node:url'

// Next's own packages lie in the folder above.
const root = fileURLToPath(new URL('..', import.meta.url))
const demo = process.env.AUTHFLIGHT_DEMO

export default {
  turbopack: { root },
  outputFileTracingRoot: root,
  rewrites: async () =>
    ['bearer', 'control'].map((name) => ({
      source: `/${name}/:path*`,
      destination: `${demo}/${name}/:path*`,
    })),
}
