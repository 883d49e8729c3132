/** Whether awaiting a value would wait: an object or function with a `then` method. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (typeof value === 'object' || typeof value === 'function') && hasThen(value);
}

/**
 * The second half of `isThenable`. Unrolled dispatchers write the first half out at each of their calls: V8 inlines only so
 * much into one function, and few results are objects.
 */
export function hasThen(value: object | null): value is PromiseLike<unknown> {
  return value !== null && typeof (value as { then?: unknown }).then === 'function';
}
