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

type Sender<Q, R> = (config: Q) => Promise<R>

/**
 * Puts interceptors around a sending. As in axios, the request interceptor that was added last runs first, and the response
 * interceptor that was added first. Without request interceptors it is sent at once.
 */
export const around =
  <Q, R>(request: Pair<Q>[], response: Pair<R>[]) =>
  (send: Sender<Q, R>): Sender<Q, R> =>
  (config) => {
    let answered: Promise<R>
    if (request.length === 0) answered = send(config)
    else {
      let configured: Promise<Q> = (async () => config)()
      for (const { fulfilled, rejected } of [...request].reverse())
        configured = configured.then(fulfilled, rejected as (error: unknown) => Q)
      answered = configured.then(send)
    }
    for (const { fulfilled, rejected } of response)
      answered = answered.then(fulfilled, rejected as (error: unknown) => R)
    return answered
  }
