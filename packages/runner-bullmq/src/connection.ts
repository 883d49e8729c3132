import { HookError } from '@pintle/core';
import type { Logger } from '@pintle/hookspecs';
import { Redis, type RedisOptions } from 'ioredis';
import { type BullmqSettings, shownUrl } from './settings.js';

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

/** What to do about a server that is there and refuses, by the first word of what it says. */
const HINTS: Readonly<Record<string, string>> = {
  READONLY: 'It is a replica: give the URL of the server that it copies.',
  OOM: 'Give it more memory: maxmemory in its configuration.',
  MISCONF: 'It cannot write to its disk: its log says why.',
};
const ACCESS_HINT =
  'User, password and database are parts of the URL: redis://user:password@host:6379/0, in PINTLE_REDIS_URL say.';

/**
 * Connects to the server, which has to be there and to let us write; from then on the connection comes back by itself.
 *
 * @throws HookError `REDIS_UNREACHABLE`, `REDIS_REFUSED`
 */
export async function connect({ url, prefix }: Pick<BullmqSettings, 'url' | 'prefix'>, log: Logger): Promise<Redis> {
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
    await redis.set(`${prefix}-hello`, '', 'PX', 1);
    // A database that there is not is told of, and another one taken.
    if (last !== undefined) throw last;
  } catch (error) {
    const why = reasonOf(last ?? error);
    redis.disconnect();
    const [, word] = /^([A-Z]+) /.exec(why) ?? [];
    if (word !== undefined) {
      throw new HookError('REDIS_REFUSED', `Redis at ${shownUrl(url)} refuses us: ${why}.`, {
        cause: error,
        hint: HINTS[word] ?? ACCESS_HINT,
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
