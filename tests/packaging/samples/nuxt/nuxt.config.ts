const demo = process.env.AUTHFLIGHT_DEMO

export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  telemetry: false,
  devtools: { enabled: false },
  app: { head: { link: [{ rel: 'icon', href: 'data:,' }] } },
  routeRules: {
    '/bearer/**': { proxy: `${demo}/bearer/**` },
    '/control/**': { proxy: `${demo}/control/**` },
  },
  // Nuxt's own packages lie in the folder above; a function for node:http, so that the port is the caller's.
  nitro: { preset: 'node-listener', serveStatic: true },
})
