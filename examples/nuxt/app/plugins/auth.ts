import { authPlugin } from 'authflight/vue'
import { auth } from '../auth'

export default defineNuxtPlugin(async (nuxt) => {
  nuxt.vueApp.use(authPlugin(auth))
  if (import.meta.server) return

  // Before the first page shows, it is known who is signed in.
  await auth.ready
  const router = useRouter()
  const { currentRoute } = router

  // Once per session's end, however many requests it took along: the user comes back to where he was.
  auth.on('loginRequired', () => {
    const { fullPath, meta } = currentRoute.value
    if (!meta.public) router.push({ path: '/login', query: { redirect: fullPath } })
  })

  auth.on('signedOut', ({ by }) => {
    // What one user has loaded is not for the next.
    nuxt.runWithContext(() => clearNuxtData())
    if (by === 'logout' && !currentRoute.value.meta.public) router.push('/login')
  })
})
