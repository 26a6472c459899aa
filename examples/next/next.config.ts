import { fileURLToPath } from 'node:url'
import type { NextConfig } from 'next'

// The demo back-end under the app's own origin, as most sites have it.
const demo = process.env.AUTHFLIGHT_DEMO ?? 'http://127.0.0.1:4180'

const config: NextConfig = {
  // The look and the words are shared between the examples, and lie beside this folder.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  rewrites: async () =>
    ['bearer', 'control'].map((name) => ({
      source: `/${name}/:path*`,
      destination: `${demo}/${name}/:path*`,
    })),
}

export default config
