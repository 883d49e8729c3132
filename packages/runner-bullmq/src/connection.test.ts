import { createLogger } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { RedisServer, withoutRedis } from '../test/support/redis.js';
import { connect } from './connection.js';

const log = createLogger(() => {});
const open = (url: string): ReturnType<typeof connect> => connect({ url, prefix: 'pintle' }, log);

describe.skipIf(withoutRedis)('a connection', () => {
  it('to a server that is not there says where, and how to get one, and no password', async () => {
    await using gone = await RedisServer.start();
    await gone.kill();
    await expect(open(gone.url.replace('//', '//me:secret@'))).rejects.toMatchObject({
      code: 'REDIS_UNREACHABLE',
      message: expect.stringContaining(`There is no Redis at ${gone.url}: `),
      hint: expect.stringContaining('pintle worker --local 2'),
    });
  });

  it('to a server that refuses says why, and what to do', async () => {
    await using server = await RedisServer.start();
    await expect(open(`${server.url}/99`)).rejects.toMatchObject({
      code: 'REDIS_REFUSED',
      message: `Redis at ${server.url}/99 refuses us: ERR DB index is out of range.`,
      hint: expect.stringContaining('redis://user:password@host:6379/0'),
    });
    await server.ask((redis) => redis.config('SET', 'maxmemory', '1'));
    await expect(open(server.url)).rejects.toMatchObject({
      code: 'REDIS_REFUSED',
      hint: 'Give it more memory: maxmemory in its configuration.',
    });
    await server.ask((redis) => redis.config('SET', 'maxmemory', '0'));
    await server.ask((redis) => redis.replicaof('127.0.0.1', '1'));
    await expect(open(server.url)).rejects.toMatchObject({
      code: 'REDIS_REFUSED',
      hint: expect.stringContaining('replica'),
    });
    await server.ask((redis) => redis.config('SET', 'requirepass', 'secret'));
    await expect(open(server.url)).rejects.toMatchObject({
      code: 'REDIS_REFUSED',
      message: expect.stringContaining('NOAUTH'),
      hint: expect.stringContaining('redis://user:password@host:6379/0'),
    });
  });

  it('to a server that lets us write is open', async () => {
    await using server = await RedisServer.start();
    const redis = await open(server.url);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  });
});
