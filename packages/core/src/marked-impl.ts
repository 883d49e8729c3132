const IMPL = Symbol.for('pintle.impl');

/**
 * Marks an implementation with the hook it is for. Used in class fields: `before_node_run = hook('before_node_run', …)`.
 *
 * @internal
 */
export function markImpl(hook: string, impl: unknown): object {
  const marked =
    typeof impl === 'function'
      ? { handler: impl }
      : Array.isArray(impl)
        ? [...(impl as unknown[])]
        : { ...(impl as object) };
  Object.defineProperty(marked, IMPL, { value: hook });
  return marked;
}

/** The hook that an implementation was marked with. */
export function hookOfMarked(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const hook = (value as { [IMPL]?: unknown })[IMPL];
  return typeof hook === 'string' ? hook : undefined;
}
