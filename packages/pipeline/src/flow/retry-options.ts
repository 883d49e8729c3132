import { didYouMean, HookError } from '@pintle/core';
import type { RetryPolicy } from '@pintle/hookspecs';
import { isPlain } from '../config/plain.js';
import { checkRetry } from '../describe/node-check.js';

/** How tasks and flows are tried again. */
export interface RetryOptions {
  /** Attempts after the first one. Default 0. */
  readonly retries?: number;
  /** When and after what delay it is tried again. Default: always, at once. */
  readonly retry?: Omit<RetryPolicy, 'maxAttempts'>;
}

/** The keys of {@link RetryOptions}. */
export const RETRY_KEYS = ['retries', 'retry'] as const;

const POLICY_KEYS = ['delayMs', 'backoff', 'jitter', 'when'];

/**
 * Reads how something is retried.
 *
 * @param who - `Task "extract"`
 * @throws HookError `TASK_INVALID` or `FLOW_INVALID`
 */
export function retryPolicy(who: string, { retries = 0, retry }: RetryOptions, code: string): RetryPolicy {
  if (!Number.isInteger(retries) || retries < 0) {
    throw new HookError(code, `${who} has retries: ${shown(retries)}, expected a whole number from 0.`);
  }
  if (retry !== undefined && !isPlain(retry)) {
    throw new HookError(code, `${who} has retry: ${shown(retry)}, expected an object.`, {
      hint: 'Write retries: 2, retry: { delayMs: 1_000 }.',
    });
  }
  const unknown = Object.keys(retry ?? {}).find((key) => !POLICY_KEYS.includes(key));
  if (unknown !== undefined) {
    const hint = unknown === 'maxAttempts' ? 'How often is said by retries.' : didYouMean(unknown, POLICY_KEYS);
    throw new HookError(code, `${who}, retry: there is no "${unknown}".`, {
      hint: hint ?? `There are ${POLICY_KEYS.join(', ')}.`,
    });
  }
  const policy: RetryPolicy = { ...retry, maxAttempts: retries + 1 };
  checkRetry(who, policy, code);
  return Object.freeze(policy);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}
