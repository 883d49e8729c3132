import { HookError, isHookError } from '@pintle/core';

const CODE = 'ATTEMPT_LOST';

/** The error of an attempt that was taken for dead: another one may have begun, so this one must not go on. */
export function attemptLost(node: string, attempt: number): HookError<string> {
  return new HookError(CODE, `Attempt ${attempt} of node "${node}" was taken for dead, and its task handed on.`, {
    hint: 'Its process did not say in time that it was alive: was it stopped, or cut off from the network?',
  });
}

/** Whether an error says that an attempt was taken for dead. */
export function isAttemptLost(error: unknown): boolean {
  return isHookError(error) && error.code === CODE;
}
