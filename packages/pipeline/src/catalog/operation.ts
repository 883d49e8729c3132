import { isHookError } from '@pintle/core';
import type { Dataset } from '@pintle/hookspecs';
import { DatasetError, type DatasetOperation } from './error.js';
import type { Redactor } from './redact.js';

/** What was being done, for the message when it fails. */
export interface OperationSubject {
  readonly operation: DatasetOperation;
  readonly name: string;
  readonly dataset: Dataset;
  readonly node: string | undefined;
}

const VERB: Readonly<Record<DatasetOperation, string>> = {
  load: 'load',
  save: 'save',
  exists: 'look for',
  release: 'release',
  publish: 'publish',
  discard: 'discard the copy of',
};

const WRITES: ReadonlySet<DatasetOperation> = new Set(['save', 'publish']);

/**
 * Does something to a dataset; what it throws becomes a {@link DatasetError} that says who, what and where.
 *
 * A coded error of the dataset (`DATASET_…`) gives its code, hint and cause; anything else is the cause of
 * `DATASET_LOAD_FAILED` or `DATASET_SAVE_FAILED`.
 */
export async function operate<T>(subject: OperationSubject, redactor: Redactor, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw describeFailure(error, subject, redactor);
  }
}

function describeFailure(error: unknown, subject: OperationSubject, redactor: Redactor): DatasetError {
  const { operation, name, dataset, node } = subject;
  const coded = isHookError(error) && error.code.startsWith('DATASET_') ? error : undefined;
  const place = fileOf(dataset, redactor);
  const who = node === undefined ? 'Could' : `Node "${node}" could`;
  const what = [dataset.type, ...(place === undefined ? [] : [place])].join(', ');
  const why = error instanceof Error ? error.message : String(error);
  const message = `${who} not ${VERB[operation]} dataset "${name}" (${what}): ${why}`;
  const cause = coded === undefined ? error : coded.cause;
  return new DatasetError(
    coded?.code ?? (WRITES.has(operation) ? 'DATASET_SAVE_FAILED' : 'DATASET_LOAD_FAILED'),
    redactor.text(message),
    {
      dataset: name,
      datasetType: dataset.type,
      operation,
      node,
      file: place,
      hint: coded?.hint === undefined ? undefined : redactor.text(coded.hint),
      ...(cause === undefined ? {} : { cause: redactor.error(cause) }),
    },
  );
}

/** What must not hide the failure that it is asked for: a faulty `describe` counts as none. */
function fileOf(dataset: Dataset, redactor: Redactor): string | undefined {
  try {
    const file = dataset.describe?.()['file'];
    return typeof file === 'string' ? redactor.text(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Blanks secrets in what a dataset throws while it is created. */
export function describeCreation(error: unknown, name: string, type: string, redactor: Redactor): DatasetError {
  if (error instanceof DatasetError) return error;
  const coded = isHookError(error) && error.code.startsWith('DATASET_') ? error : undefined;
  const why = error instanceof Error ? error.message : String(error);
  return new DatasetError(
    coded?.code ?? 'DATASET_CONFIG_INVALID',
    redactor.text(`Could not create dataset "${name}" (${type}): ${why}`),
    {
      dataset: name,
      datasetType: type,
      hint: coded?.hint,
      cause: redactor.error(coded === undefined ? error : coded.cause),
    },
  );
}
