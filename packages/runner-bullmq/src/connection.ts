import { HookError } from '@pintle/core';
import type { Logger } from '@pintle/hookspecs';
import { Redis, type RedisOptions } from 'ioredis';
import { shownUrl } from './settings.js';

/** Milliseconds that the first connection may take. */
const CONNECT_MS = 5_000;

/** How connections behave once the server was reached: commands wait for it to come back. */
export const RECONNECTING = {
  maxRetriesPerRequest: null,
  enableReadyCheck: true,
  retryStrategy: (times: number): number => Math.min(times * 100, 1_000),
} satisfies RedisOptions;

/**
 * Connects to the server, which has to be there; from then on the connection comes back by itself.
 *
 * @throws HookError `REDIS_UNREACHABLE`
 */
export async function connect(url: string, log: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    ...RECONNECTING,
    retryStrategy: () => null,
    connectTimeout: CONNECT_MS,
    lazyConnect: true,
  });
  let last: unknown;
  redis.on('error', (error: unknown) => {
    last = error;
    log.debug('connection to Redis', { error });
  });
  try {
    await redis.connect();
  } catch (error) {
    const cause = last ?? error;
    const why = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : '') : String(cause);
    throw new HookError('REDIS_UNREACHABLE', `There is no Redis at ${shownUrl(url)}: ${why}.`, {
      cause,
      hint: 'Start one, or say where it is: PINTLE_REDIS_URL or url in conf/<env>/bullmq.yml. To try it out: pintle worker --local 2.',
    });
  }
  redis.options.retryStrategy = RECONNECTING.retryStrategy;
  return redis;
}
