// Vue 2 has no adapter. Its own reactivity and the core are all that it takes.
import Vue from 'vue'
import { day } from '../day.js'
import { auth } from './auth'

const state = Vue.observable({ session: auth.session })
auth.subscribe(() => {
  state.session = auth.session
})
new Vue({ render: (make) => make('output', { attrs: { id: 'status' } }, state.session.status) }).$mount(
  '#app',
)

Object.assign(window, { outcome: day(auth, new URLSearchParams(location.search).get('server')) })
