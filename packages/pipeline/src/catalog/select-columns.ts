import { didYouMean } from '@pintle/core';
import { fault } from './fault.js';

/**
 * The columns that `columns` asks for, in its order; all when it asks for none.
 *
 * @throws HookError `DATASET_LOAD_FAILED` for a column that is not there
 */
export function selectColumns(present: readonly string[], wanted: readonly string[] | undefined): readonly string[] {
  const missing = wanted?.find((name) => !present.includes(name));
  if (missing === undefined) return wanted ?? present;
  throw fault('DATASET_LOAD_FAILED', `it has no column "${missing}".`, {
    hint: didYouMean(missing, present) ?? `Columns: ${present.join(', ')}.`,
  });
}
