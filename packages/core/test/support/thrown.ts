import { HookError, type HookErrorCode, isHookError } from '../../src/errors.js';

/** What a function throws, or what its promise rejects with. */
export async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** The coded error that a function throws at once. */
export function hookErrorOf(work: () => unknown): HookError {
  try {
    work();
  } catch (error) {
    if (isHookError(error)) return error as HookError;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** All of a coded error that a reader is told. */
export function facts(error: unknown): Facts {
  if (!(error instanceof HookError)) throw new TypeError('not a coded error', { cause: error });
  const { code, message, hook, plugin, hint } = error;
  return { code: code as HookErrorCode, message, hook, plugin, hint };
}

interface Facts {
  readonly code: HookErrorCode;
  readonly message: string;
  readonly hook: string | undefined;
  readonly plugin: string | undefined;
  readonly hint: string | undefined;
}
