import type { Store } from './store.ts';

/** Does an operation of a store, and what belongs around it. */
export type Around = <T>(operation: keyof Store, call: () => Promise<T>) => Promise<T>;

/** The same store, each of its operations done by way of `around`. */
export function wrapStore(store: Store, around: Around): Store {
  return new Proxy(store, {
    get(target, operation: keyof Store) {
      const method: unknown = Reflect.get(target, operation);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) =>
        around(operation, async () => Reflect.apply(method, target, args) as Promise<unknown>);
    },
  });
}
