import * as v from 'valibot';
import { fault } from './fault.js';

/** The `int64` option: how whole numbers of 64 bits are loaded. */
export const int64Mode = v.optional(v.picklist(['number', 'bigint']), 'number');

/**
 * Turns a bigint that was read into a number.
 *
 * @throws HookError `DATASET_LOAD_FAILED` for one that a number cannot hold exactly
 */
export function toNumber(value: bigint, column: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw fault(
    'DATASET_LOAD_FAILED',
    `column "${column}" holds ${value}, which a JavaScript number cannot hold exactly.`,
    {
      hint: 'Set "int64: bigint" to load its columns of 64-bit whole numbers as bigint.',
    },
  );
}
