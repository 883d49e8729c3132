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

/** Says when the server goes away, and when it is back; nothing when we leave it. */
export function tellOutages(redis: Redis, url: string, log: Logger): void {
  let isAway = false;
  redis.on('reconnecting', () => {
    if (isAway) return;
    isAway = true;
    log.warn(`lost Redis at ${shownUrl(url)}: waiting for it to come back`);
  });
  redis.on('ready', () => {
    if (isAway) log.info(`Redis at ${shownUrl(url)} is back`);
    isAway = false;
  });
}

/**
 * Connects to the server, which has to be there; from then on the connection comes back by itself.
 *
 * @throws HookError `REDIS_UNREACHABLE`, `REDIS_REFUSED`
 */
export async function connect(url: string, log: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    ...RECONNECTING,
    retryStrategy: () => null,
    connectTimeout: CONNECT_MS,
    lazyConnect: true,
  });
  let last: Error | undefined;
  redis.on('error', (error: Error) => {
    last = error;
    log.debug('connection to Redis', { error });
  });
  try {
    await redis.connect();
    await redis.ping();
    // A database that there is not is told of, and another one taken.
    if (last !== undefined) throw last;
  } catch (error) {
    const why = reasonOf(last ?? error);
    redis.disconnect();
    if (/^(NOAUTH|WRONGPASS|NOPERM|ERR) /.test(why)) {
      throw new HookError('REDIS_REFUSED', `Redis at ${shownUrl(url)} does not let us in: ${why}.`, {
        cause: error,
        hint: 'User, password and database are parts of the URL: redis://user:password@host:6379/0, in PINTLE_REDIS_URL say.',
      });
    }
    throw new HookError('REDIS_UNREACHABLE', `There is no Redis at ${shownUrl(url)}: ${why}.`, {
      cause: error,
      hint: 'Start one, or say where it is: PINTLE_REDIS_URL or url in conf/<env>/bullmq.yml. To try it out: pintle worker --local 2.',
    });
  }
  redis.options.retryStrategy = RECONNECTING.retryStrategy;
  return redis;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.message || ('code' in error ? String(error.code) : error.name);
  return text.replace(/\.$/, '');
}
