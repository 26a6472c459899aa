import { authGuard } from 'authflight/vue'
import { createRouter, createWebHistory } from 'vue-router'
import { wayBack } from '../../shared/words'
import { auth } from './auth'
import { toast } from './toasts'
import Login from './views/Login.vue'
import Order from './views/Order.vue'
import Orders from './views/Orders.vue'
import Upload from './views/Upload.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/orders' },
    {
      path: '/login',
      component: Login,
      // Whoever is logged in already has nothing to do there.
      beforeEnter: (to) => auth.session.status === 'signedOut' || wayBack(to.query.redirect),
    },
    { path: '/orders', component: Orders },
    { path: '/orders/:id', component: Order, props: true },
    { path: '/upload', component: Upload },
    { path: '/:anything(.*)*', redirect: '/orders' },
  ],
})

router.beforeEach(authGuard(auth))

// Once per session's end, however many requests it took along: the user comes back to where he was.
auth.on('loginRequired', () => {
  const { path, fullPath } = router.currentRoute.value
  if (path === '/login') return
  toast('Your session has ended. Please log in again.')
  router.push({ path: '/login', query: { redirect: fullPath } })
})

// A logout, in this tab or in another one.
auth.on('signedOut', ({ by }) => {
  if (by !== 'expired') router.push('/login')
})
