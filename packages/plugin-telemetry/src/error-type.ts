import { isHookError } from '@pintle/hookspecs';

/** What `error.type` says of a thrown value: the code of an error that has one, else the name of its class. */
export function errorType(error: unknown): string {
  if (isHookError(error)) return error.code;
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code !== '' ? code : error.name;
}
