import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLogger } from '@pintle/pipeline';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { withoutRedis } from '../../test/support/redis.js';
import { localServerFile } from '../local-server.js';
import { runLocally } from './local.js';

const context = { env: 'local', log: createLogger(() => {}), signal: new AbortController().signal };

/** @param files - by path */
function folder(files: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-local-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a local server', () => {
  it('needs redis-server on the PATH', async () => {
    vi.stubEnv('PATH', folder());
    await expect(runLocally(1, { ...context, projectDir: folder() })).rejects.toMatchObject({
      code: 'REDIS_NOT_INSTALLED',
      hint: expect.stringContaining('apt-get install redis-server'),
    });
  });

  it('is started once for a project', async () => {
    const dir = folder({
      '.pintle/redis/server.json': JSON.stringify({ url: 'redis://127.0.0.1:1', pid: process.pid }),
    });
    await expect(runLocally(1, { ...context, projectDir: dir })).rejects.toMatchObject({
      code: 'LOCAL_SERVER_RUNNING',
      message: expect.stringContaining('redis://127.0.0.1:1'),
      hint: 'Start more workers on it: pintle worker.',
    });
  });

  it.skipIf(withoutRedis)('that does not start says what redis-server said, and is not noted', async () => {
    const dir = folder({ '.pintle/redis/appendonlydir/appendonly.aof.manifest': 'no manifest\n' });
    await expect(runLocally(1, { ...context, projectDir: dir })).rejects.toMatchObject({
      code: 'REDIS_NOT_STARTED',
      message: expect.stringMatching(/redis-server ended with exit code 1/),
      hint: expect.stringContaining('manifest'),
    });
    expect(existsSync(localServerFile(dir))).toBe(false);
  });
});
