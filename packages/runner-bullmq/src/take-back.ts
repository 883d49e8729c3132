import type { Redis } from 'ioredis';

/**
 * Takes a job that waits out of the queue, in one step with the look whether it does: `remove` of BullMQ would also remove one
 * that was finished meanwhile.
 */
const SCRIPT = `
local attempts = tonumber(redis.call('HGET', KEYS[3], 'ats')) or 0
if attempts > tonumber(ARGV[2]) then return 0 end
return redis.call('LREM', KEYS[1], 1, ARGV[1]) + redis.call('ZREM', KEYS[2], ARGV[1])
`;

/**
 * Takes a job out of the queue, unless a worker has it or it is finished. The job itself is left.
 *
 * @param toKey - names the keys of the queue
 * @param maxAttempts - leaves jobs of which more attempts have begun
 * @returns whether it was taken
 */
export async function takeBack(
  redis: Redis,
  toKey: (name: string) => string,
  jobId: string,
  maxAttempts = Number.MAX_SAFE_INTEGER,
): Promise<boolean> {
  const taken = await redis.eval(SCRIPT, 3, toKey('wait'), toKey('delayed'), toKey(jobId), jobId, maxAttempts);
  return taken === 1;
}
