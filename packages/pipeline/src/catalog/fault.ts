import { HookError } from '@pintle/core';
import type { DatasetErrorCode } from './error.js';

/**
 * What a dataset throws to say exactly what is wrong; the catalog adds which dataset, type, file and node it was.
 *
 * @param message a sentence that goes on after "Could not load dataset …: "
 */
export function fault(
  code: DatasetErrorCode,
  message: string,
  details: { hint?: string | undefined; cause?: unknown } = {},
): HookError<DatasetErrorCode> {
  return new HookError(code, message, details);
}
