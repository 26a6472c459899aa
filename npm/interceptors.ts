import type { InterceptorManager } from './types.ts'

interface Pair<V> {
  fulfilled: ((value: V) => V | Promise<V>) | null | undefined
  rejected: ((error: unknown) => unknown) | null | undefined
}

/** axios' manager. Ids count up, and stay valid when others are ejected. */
export class Interceptors<V> implements InterceptorManager<V> {
  #pairs: (Pair<V> | null)[] = []

  use(fulfilled?: Pair<V>['fulfilled'], rejected?: Pair<V>['rejected']): number {
    return this.#pairs.push({ fulfilled, rejected }) - 1
  }

  eject(id: number): void {
    if (id in this.#pairs) this.#pairs[id] = null
  }

  clear(): void {
    this.#pairs = []
  }

  /** The pairs in use, in the order in which they were added. */
  get active(): Pair<V>[] {
    return this.#pairs.filter((pair) => pair !== null)
  }
}

/** As in axios, the request interceptor that was added last runs first, and the response interceptor that was added first. */
export function intercepted<Q, R>(
  request: Interceptors<Q>,
  response: Interceptors<R>,
  send: (config: Q) => Promise<R>,
): (config: Q) => Promise<R> {
  return (config) => {
    let configured: Promise<Q> = (async () => config)()
    for (const { fulfilled, rejected } of request.active.reverse()) {
      configured = configured.then(fulfilled, rejected as (error: unknown) => Q)
    }
    let answered = configured.then(send)
    for (const { fulfilled, rejected } of response.active) {
      answered = answered.then(fulfilled, rejected as (error: unknown) => R)
    }
    return answered
  }
}
