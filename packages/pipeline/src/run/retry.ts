import type { Logger, RetryPolicy } from '@pintle/hookspecs';

/**
 * How long to wait before the attempt that follows a failed one; `undefined` when none does.
 *
 * @param attempt - the one that failed, from 1
 * @param random - 0 to 1, for the jitter
 * @throws whatever the policy's `when` throws
 */
export function retryDelay(
  policy: RetryPolicy | undefined,
  attempt: number,
  error: unknown,
  random: () => number = Math.random,
): number | undefined {
  if (policy === undefined || attempt >= policy.maxAttempts) return undefined;
  if (policy.when !== undefined && !policy.when(error)) return undefined;
  const { delayMs = 0, backoff = 1, jitter = 0 } = policy;
  const delay = delayMs * backoff ** (attempt - 1);
  // A jitter of 0.2 varies by up to 20% both ways, so that nodes which failed together do not come back together.
  const varied = delay * (1 + jitter * (2 * random() - 1));
  return Math.round(varied);
}

/** The same for who has to go on: a policy whose `when` throws wants no other attempt, and the log says so. */
export function delayAfter(
  policy: RetryPolicy | undefined,
  attempt: number,
  error: unknown,
  log: Logger,
): number | undefined {
  try {
    return retryDelay(policy, attempt, error);
  } catch (fault) {
    log.error('the retry policy failed in "when", so there is no other attempt', { error: fault });
    return undefined;
  }
}
