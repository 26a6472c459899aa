// The demo back-end under the app's own origin, as most sites have it.
const demo = process.env.AUTHFLIGHT_DEMO ?? 'http://127.0.0.1:4180'

export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  css: ['../../shared/app.css'],
  dir: { public: '../shared/public' },
  app: {
    head: {
      title: 'Orders · authflight in Nuxt',
      link: [{ rel: 'icon', href: '/mark.svg', type: 'image/svg+xml' }],
    },
  },
  // #region rules
  routeRules: {
    // The tokens are in the browser. A server knows neither who is signed in nor what to show them, so it sends these pages empty,
    // and the middleware decides in the browser before anything shows. The login is one of them: who is signed in leaves it.
    '/orders/**': { ssr: false },
    '/login': { ssr: false },
    '/bearer/**': { proxy: `${demo}/bearer/**` },
    '/control/**': { proxy: `${demo}/control/**` },
  },
  // #endregion rules
})
