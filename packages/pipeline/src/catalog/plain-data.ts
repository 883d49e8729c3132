import { fault } from './fault.js';

/** What {@link checkPlainData} is to accept. */
export interface PlainDataCheck {
  /** Accepts `NaN` and the infinities. Default no. */
  readonly nonFinite?: boolean;
  /** Where the data stands in what is being saved, for messages. */
  readonly path?: readonly (string | number)[];
}

/** Deeper nesting than this is a circle, or as good as one. */
const DEEPEST = 1000;

/**
 * Makes sure that a text format keeps all of some data.
 *
 * `JSON.stringify` turns `NaN` into null, a `Map` into `{}` and a function in a list into null without a word. Dates and
 * whatever else has `toJSON` pass; so do properties that are `undefined`, which are left out.
 *
 * @throws HookError `DATASET_SAVE_FAILED` naming the first value that would be lost
 */
export function checkPlainData(data: unknown, check: PlainDataCheck = {}): void {
  const path = [...(check.path ?? [])];
  const lost = (what: string, hint?: string): Error =>
    fault('DATASET_SAVE_FAILED', `${placeOf(path)} is ${what}, which the format cannot hold.`, { hint });

  const visit = (value: unknown): void => {
    if (typeof value === 'number') {
      if (!(Number.isFinite(value) || check.nonFinite)) throw lost(String(value), 'Use null for what is missing.');
    } else if (typeof value === 'bigint') throw lost('a bigint', 'Save it as text, or as a number.');
    else if (typeof value === 'function' || typeof value === 'symbol' || value === undefined)
      throw lost(value === undefined ? 'undefined' : `a ${typeof value}`);
    else if (typeof value === 'object' && value !== null && !hasToJson(value)) visitObject(value);
  };

  const visitObject = (value: object): void => {
    if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value))
      throw lost(`a ${value.constructor.name}`, 'Save it as a list or an object.');
    if (path.length > DEEPEST)
      throw fault('DATASET_SAVE_FAILED', 'it refers to itself, or is nested too deeply to be text.');
    const list = Array.isArray(value);
    const entries = list ? value.entries() : Object.entries(value);
    for (const [key, inner] of entries) {
      if (inner === undefined && !list) continue;
      path.push(key);
      visit(inner);
      path.pop();
    }
  };

  visit(data);
}

function hasToJson(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function placeOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'it';
  return path.map((key, depth) => (typeof key === 'number' ? `[${key}]` : `${depth === 0 ? '' : '.'}${key}`)).join('');
}
