/** A mapping read from configuration. */
export type Plain = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping as YAML and JSON make them: no array, no date, no instance of a class. */
export function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The value under a key that the mapping has itself, never one that it inherits. */
export function own(mapping: Plain, key: string): unknown {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}

/** Freezes lists and mappings at every depth, as far as they are not frozen already. @returns the value itself */
export function deepFreeze<T>(value: T): T {
  if (Object.isFrozen(value) || !(Array.isArray(value) || isPlain(value))) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
