import { authPlugin } from 'authflight/vue'
import { auth } from '../auth'

export default defineNuxtPlugin(async (nuxt) => {
  nuxt.vueApp.use(authPlugin(auth))
  if (import.meta.server) return

  // Before the first page shows, it is known who is signed in.
  await auth.ready
  const router = useRouter()
  const { currentRoute } = router

  // Once per session's end, however many requests it took along: the user comes back to where they were.
  auth.on('loginRequired', () => {
    const { fullPath, meta } = currentRoute.value
    if (!meta.public) router.push({ path: '/login', query: { redirect: fullPath } })
  })

  // What one user has loaded is not for the next, who may log in without a logout, in another tab. Pages that are still there load
  // again at once: `refreshNuxtData` waits until the browser is idle, and a late reply of the last user's could come before. After
  // `restored`, when this page comes up, there is only what the server has rendered.
  auth.on('signedIn', ({ by }) => {
    if (by === 'restored') return
    nuxt.runWithContext(() => clearNuxtData())
    nuxt.callHook('app:data:refresh')
  })

  auth.on('signedOut', ({ by }) => {
    if (by === 'logout' && !currentRoute.value.meta.public) router.push('/login')
  })
})
