import { authGuard } from 'authflight/vue'
import { auth } from '../auth'

/** Whoever is not signed in goes to the login, but from pages with `definePageMeta({ public: true })`. A server lets all pass. */
export default defineNuxtRouteMiddleware(authGuard(auth))
