import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Order } from '../../../shared/back-end'
import { auth } from '../auth'

export const useOrders = defineStore('orders', () => {
  const rows = ref<Order[]>([])
  const customer = ref('')
  const loading = ref(false)

  async function load(): Promise<void> {
    loading.value = true
    try {
      const [orders, me] = await Promise.all([
        auth.get<Order[]>('/orders'),
        auth.get<{ username: string }>('/me'),
      ])
      rows.value = orders.data
      customer.value = me.data.username
    } catch {
      // The interceptor has told the user; what was loaded before stays.
    } finally {
      loading.value = false
    }
  }

  const total = computed(() => rows.value.reduce((sum, { total }) => sum + total, 0))

  return { rows, customer, loading, total, load }
})
