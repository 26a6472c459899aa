// The other way: the application keeps axios, and only the hand-written token code goes.
import { createAuth } from 'authflight'
import { attachAuth } from 'authflight/axios'
import axios from 'axios'

const auth = await createAuth({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  adopt: { access: 'access_token', refresh: 'refresh_token' },
})

export const http = axios.create({ baseURL: '/bearer', timeout: 10_000 })
attachAuth(http, auth)

export const logIn = auth.login
