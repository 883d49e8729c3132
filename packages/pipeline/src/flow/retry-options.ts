import { didYouMean, HookError } from '@pintle/core';
import type { RetryPolicy } from '@pintle/hookspecs';
import { isPlain } from '../config/plain.js';
import { checkRetry } from '../describe/node-check.js';
import { shown } from './shown.js';

/** How tasks and flows are tried again. */
export interface RetryOptions {
  /** Attempts after the first one. Default 0. */
  readonly retries?: number;
  /** When and after what delay it is tried again. Default: always, at once. */
  readonly retry?: Omit<RetryPolicy, 'maxAttempts'>;
}

/** The keys of {@link RetryOptions}. */
export const RETRY_KEYS = ['retries', 'retry'] as const;

const HOW = 'Write retries: 2, retry: { delayMs: 1_000 }.';
const POLICY_KEYS = ['delayMs', 'backoff', 'jitter', 'when'];

/**
 * Reads how something is retried.
 *
 * @param who - `Task "extract"`
 * @throws HookError `TASK_INVALID` or `FLOW_INVALID`
 */
export function retryPolicy(who: string, { retries, retry }: RetryOptions, code: string): RetryPolicy {
  if (retries === undefined && retry !== undefined) {
    throw new HookError(code, `${who} has retry and no retries: it would never be tried again.`, { hint: HOW });
  }
  if (retries !== undefined && !(Number.isInteger(retries) && retries >= 0)) {
    throw new HookError(code, `${who} has retries: ${shown(retries)}, expected a whole number from 0.`);
  }
  if (retry !== undefined && !isPlain(retry)) {
    throw new HookError(code, `${who} has retry: ${shown(retry)}, expected an object.`, { hint: HOW });
  }
  const unknown = Object.keys(retry ?? {}).find((key) => !POLICY_KEYS.includes(key));
  if (unknown !== undefined) {
    const hint = unknown === 'maxAttempts' ? 'How often is said by retries.' : didYouMean(unknown, POLICY_KEYS);
    throw new HookError(code, `${who}, retry: there is no "${unknown}".`, {
      hint: hint ?? `There are ${POLICY_KEYS.join(', ')}.`,
    });
  }
  const policy: RetryPolicy = { ...retry, maxAttempts: (retries ?? 0) + 1 };
  checkRetry(who, policy, code);
  return Object.freeze(policy);
}
