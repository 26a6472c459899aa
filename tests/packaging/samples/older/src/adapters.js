import { attachAuth } from 'authflight/axios'
import { AuthProvider, RequireAuth, useSession } from 'authflight/react'
import { authGuard, authPlugin, useAuth } from 'authflight/vue'

window.outcome = [attachAuth, AuthProvider, RequireAuth, useSession, authGuard, authPlugin, useAuth]
