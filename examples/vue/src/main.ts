import { authPlugin } from 'authflight/vue'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../../shared/app.css'
import App from './App.vue'
import { auth } from './auth'
import { router } from './router'

createApp(App).use(createPinia()).use(authPlugin(auth)).use(router).mount('#app')
