import { authGuard } from 'authflight/vue'
import { createRouter, createWebHistory } from 'vue-router'
import type { Role } from '../../shared/back-end'
import { endOf, wayBack } from '../../shared/words'
import { allow, auth } from './auth'
import { toast } from './toasts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Whoever has one of these may enter. */
    roles?: Role[]
  }
}

// Views are loaded with their routes, so that the first page does not carry them all.
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/orders' },
    {
      path: '/login',
      component: () => import('./views/Login.vue'),
      // Whoever is logged in already has nothing to do there.
      beforeEnter: (to) => !auth.session.signedIn || wayBack(to.query.redirect),
    },
    { path: '/orders', component: () => import('./views/Orders.vue') },
    { path: '/orders/:id', component: () => import('./views/Order.vue'), props: true },
    { path: '/upload', component: () => import('./views/Upload.vue') },
    { path: '/report', component: () => import('./views/Report.vue'), meta: { roles: ['admin'] } },
    { path: '/forbidden', component: () => import('./views/Forbidden.vue') },
    { path: '/:anything(.*)*', redirect: '/orders' },
  ],
})

router.beforeEach(authGuard(auth, { allow, forbidden: '/forbidden' }))

// Such as when it cannot be found out who the user is.
router.onError(() => toast('This page cannot be opened right now. Try again.'))

// Once per session's end, however many requests it took along: the user comes back to where they were.
auth.on('loginRequired', ({ reason }) => {
  const { path, fullPath } = router.currentRoute.value
  if (path === '/login') return
  toast(endOf(reason))
  router.push({ path: '/login', query: { redirect: fullPath } })
})

// A logout in this tab. One in another tab asks for a login above.
auth.on('signedOut', ({ by }) => {
  if (by === 'logout') router.push('/login')
})
