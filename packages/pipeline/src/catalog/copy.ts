/** Deeper nesting than this is taken for a circle until proven otherwise. */
const DEEP = 100;

/**
 * Copies data so that changes to the one do not show in the other.
 *
 * Lists, plain objects, maps, sets, dates, buffers and typed arrays are copied at every depth; functions and instances of
 * classes are shared, since nobody but their class knows how to copy them. Several times as fast as `structuredClone`,
 * which also strips classes off and rejects functions.
 */
export function copyData(value: unknown): unknown {
  try {
    return copyTree(value, 0);
  } catch (error) {
    if (error !== TOO_DEEP) throw error;
    return copyGraph(value, new Map());
  }
}

const TOO_DEEP = new RangeError('Nested too deeply.');

function copyTree(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEP) throw TOO_DEEP;
  return copyObject(
    value,
    (inner) => (typeof inner === 'object' && inner !== null ? copyTree(inner, depth + 1) : inner),
    ignore,
  );
}

/** As {@link copyTree}, for data that refers to itself. */
function copyGraph(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return (
    copies.get(value) ??
    copyObject(
      value,
      (inner) => copyGraph(inner, copies),
      (copy) => copies.set(value, copy),
    )
  );
}

function copyObject(value: object, copy: (inner: unknown) => unknown, note: (copy: object) => void): object {
  if (Array.isArray(value)) {
    const list: unknown[] = value.slice();
    note(list);
    for (let index = 0; index < list.length; index += 1) if (index in list) list[index] = copy(list[index]);
    return list;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const record: Record<string, unknown> = { ...value };
    if (prototype === null) Object.setPrototypeOf(record, null);
    note(record);
    for (const key of Object.keys(record)) {
      const inner = record[key];
      if (typeof inner === 'object' && inner !== null) record[key] = copy(inner);
    }
    return record;
  }
  return copyBuiltIn(value, copy, note);
}

function copyBuiltIn(value: object, copy: (inner: unknown) => unknown, note: (copy: object) => void): object {
  if (isExactly(value, Date)) return new Date(value.getTime());
  if (isExactly(value, Map<unknown, unknown>)) {
    const map = new Map<unknown, unknown>();
    note(map);
    for (const [key, inner] of value) map.set(copy(key), copy(inner));
    return map;
  }
  if (isExactly(value, Set<unknown>)) {
    const set = new Set<unknown>();
    note(set);
    for (const inner of value) set.add(copy(inner));
    return set;
  }
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (isTypedArray(value)) return value.slice();
  return value;
}

function isTypedArray(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && 'slice' in value;
}

/** False for instances of subclasses, whose own state a copy would lose. */
function isExactly<T extends object>(value: object, type: new (...args: never[]) => T): value is T {
  return Object.getPrototypeOf(value) === type.prototype;
}

function ignore(): void {}
