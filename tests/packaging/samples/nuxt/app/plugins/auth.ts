// One client, on the server for each page that is rendered, and in the browser.
import { createAuth } from 'authflight'
import { authPlugin } from 'authflight/vue'
import { configFor } from '../../day.js'

export default defineNuxtPlugin(async ({ vueApp }) => {
  vueApp.use(authPlugin(await createAuth(configFor(''))))
})
