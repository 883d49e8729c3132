/** Who threw an error: a plugin's implementation of a hook. */
export interface ErrorOrigin {
  /** The registered name of the plugin. */
  readonly plugin: string;
  /** The hook it was implementing. */
  readonly hook: string;
}

const KEY = Symbol.for('pintle.origins');
const shared = globalThis as { [KEY]?: WeakMap<object, ErrorOrigin> };
// One map for all copies of core in the process: a host and its plugins may resolve different ones.
const origins: WeakMap<object, ErrorOrigin> = (shared[KEY] ??= new WeakMap<object, ErrorOrigin>());

/**
 * The plugin and hook that an error came from, or `undefined` for an error that no hook call threw.
 *
 * Errors thrown by plugins travel untouched, the same object to the caller; the origin is noted beside them. The first
 * one to throw it is its origin: passing through wrappers, or being thrown again, does not change it. A thrown value
 * that is not an object (a string, say) has no origin.
 */
export function originOf(error: unknown): ErrorOrigin | undefined {
  return isObject(error) ? origins.get(error) : undefined;
}

/** Notes where an error came from, unless that is known already. */
export function noteOrigin(error: unknown, plugin: string, hook: string): void {
  if (isObject(error) && !origins.has(error)) origins.set(error, { plugin, hook });
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
