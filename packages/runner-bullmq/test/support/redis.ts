import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const isThere = spawnSync('redis-server', ['--version']).error === undefined;

/** Set where tests with a server must not be skipped. */
const isRequired = process.env['PINTLE_REQUIRE_REDIS'] === '1';

/** Whether tests that need a server are skipped, which is said. */
export const withoutRedis: boolean = !isThere && !isRequired;

if (withoutRedis) {
  process.stderr.write(
    '\nSKIPPED: there is no redis-server on the PATH (PINTLE_REQUIRE_REDIS=1 makes that a failure).\n',
  );
}

/** A Redis server of its own, on a free port of this machine, with an append-only file in a folder of its own. */
export class RedisServer implements AsyncDisposable {
  readonly url: string;
  readonly #port: number;
  readonly #dir = mkdtempSync(join(tmpdir(), 'pintle-redis-'));
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  /** Starts it, again where it was before, and waits until it answers. */
  async start(): Promise<void> {
    const options = { port: this.#port, bind: '127.0.0.1', dir: this.#dir, appendonly: 'yes', appendfsync: 'always' };
    const words = Object.entries({ ...options, save: '' }).flatMap(([key, value]) => [`--${key}`, String(value)]);
    this.#child = spawn('redis-server', words, { stdio: 'ignore' });
    const redis = new Redis(this.url, { retryStrategy: () => 25, maxRetriesPerRequest: null });
    redis.on('error', () => {});
    await redis.ping();
    redis.disconnect();
  }

  /** Ends it as a power cut would, but for what it has written. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Everything that was ever written to it, as its append-only file has it. */
  written(): string {
    const dir = join(this.#dir, 'appendonlydir');
    return readdirSync(dir)
      .map((file) => readFileSync(join(dir, file), 'latin1'))
      .join('\n');
  }

  /** Does something with a connection. */
  async ask<T>(use: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url);
    try {
      return await use(redis);
    } finally {
      redis.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('unreachable: it listens to a port');
  return address.port;
}
