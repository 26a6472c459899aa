import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref } from 'vue'
import type { Order } from '../../../shared/back-end'
import { auth } from '../auth'

export const useOrders = defineStore('orders', () => {
  const rows = ref<Order[]>([])
  const customer = ref('')
  const loading = ref(false)
  let latest = new AbortController()

  async function load(): Promise<void> {
    latest.abort()
    latest = new AbortController()
    const { signal } = latest
    loading.value = true
    try {
      const [orders, me] = await Promise.all([
        auth.get<Order[]>('/orders', { signal }),
        auth.get<{ username: string }>('/me', { signal }),
      ])
      if (signal.aborted) return
      rows.value = orders.data
      customer.value = me.data.username
    } catch {
      // The interceptor has told the user; what was loaded before stays.
    } finally {
      if (!signal.aborted) loading.value = false
    }
  }

  // What one user has loaded is not for the next, who may log in without a logout, in another tab. A reply that is still on its way
  // is the last user's, too. After `restored`, when the page comes up, there is only what it has just asked for.
  const stop = auth.on('signedIn', ({ by }) => {
    if (by === 'restored') return
    latest.abort()
    rows.value = []
    customer.value = ''
    loading.value = false
  })
  onScopeDispose(stop)

  const total = computed(() => rows.value.reduce((sum, { total }) => sum + total, 0))

  return { rows, customer, loading, total, load }
})
