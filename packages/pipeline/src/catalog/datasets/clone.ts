import { writeFile } from 'node:fs/promises';
import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { fault } from '../fault.js';
import { fileDatasetType } from '../file-dataset.js';

/**
 * `type: clone`: any data that can be cloned, in V8's own format: what nodes hand each other in memory, kept in a file.
 *
 * Lists, plain objects, maps, sets, dates, regular expressions, errors, buffers, typed arrays, bigints, `undefined` inside of
 * these, and data that refers to itself. What would lose its class or cannot be cloned is an error.
 */
export const cloneType = fileDatasetType({
  type: 'clone',
  options: {},
  async read(file) {
    try {
      return deserialize(await file.bytes()) as unknown;
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause) throw cause;
      throw fault('DATASET_LOAD_FAILED', 'it holds no cloned data, or that of a newer Node.', { cause });
    }
  },
  async write(file, data) {
    checkCloneable(data, [], new Set());
    await writeFile(file, serialize(data));
  },
});

/** @throws HookError `DATASET_SAVE_FAILED` naming the first value that would be lost, or would lose its class */
function checkCloneable(value: unknown, path: readonly (string | number)[], seen: Set<object>): void {
  if (typeof value === 'function' || typeof value === 'symbol') throw lost(path, `a ${typeof value}`);
  if (typeof value !== 'object' || value === null || seen.has(value) || isKept(value)) return;
  seen.add(value);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const inner: unknown = value[index];
      // Millions of texts and numbers in a list need no path each.
      if (!isPrimitive(inner)) checkCloneable(inner, [...path, index], seen);
    }
  } else if (value instanceof Map) {
    for (const [key, inner] of value) {
      checkCloneable(key, path, seen);
      checkCloneable(inner, [...path, String(key)], seen);
    }
  } else if (value instanceof Set) {
    for (const inner of value) checkCloneable(inner, path, seen);
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw lost(path, `of the class ${nameOf(value)}`);
    for (const [key, inner] of Object.entries(value)) checkCloneable(inner, [...path, key], seen);
  }
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
}

/** Whether a value that is no container comes back as it was. */
function isKept(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isDate(value) ||
    types.isRegExp(value) ||
    types.isNativeError(value) ||
    types.isBoxedPrimitive(value)
  );
}

function lost(path: readonly (string | number)[], what: string): Error {
  const where = path.length === 0 ? 'the data' : path.join('.');
  return fault('DATASET_SAVE_FAILED', `${where} is ${what}, which cannot be cloned.`, {
    hint: 'Save plain data, and make the object of it where it is used.',
  });
}

function nameOf(value: object): string {
  const { constructor } = value as { readonly constructor?: { readonly name?: unknown } };
  return typeof constructor?.name === 'string' && constructor.name !== '' ? constructor.name : 'without a name';
}
