import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createConfig, createLogger } from '@pintle/pipeline';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { withoutRedis } from '../../test/support/redis.js';
import { localServerFile } from '../local-server.js';
import { type LocalContext, runLocally } from './local.js';

/** Of an empty folder, or of this one. */
async function contextOf(projectDir = folder()): Promise<LocalContext> {
  const config = await createConfig({ projectDir, env: 'local' });
  return { projectDir, env: 'local', config, log: createLogger(() => {}), signal: new AbortController().signal };
}

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
    await expect(runLocally(1, await contextOf())).rejects.toMatchObject({
      code: 'REDIS_NOT_INSTALLED',
      hint: expect.stringContaining('apt-get install redis-server'),
    });
  });

  it.each([
    ['the variable', {}, 'redis://example.org', 'PINTLE_REDIS_URL'],
    ['bullmq.yml', { 'conf/base/bullmq.yml': 'url: redis://example.org\n' }, '', 'conf/base/bullmq.yml:1:1'],
  ])('is not started where %s says where Redis is', async (_, files, variable, who) => {
    vi.stubEnv('PINTLE_REDIS_URL', variable);
    const dir = folder(files);
    await expect(runLocally(1, await contextOf(dir))).rejects.toMatchObject({
      code: 'LOCAL_SERVER_UNUSED',
      message: `${who} says where Redis is: nobody would use a local server.`,
      hint: expect.stringContaining('pintle worker'),
    });
    expect(existsSync(join(dir, '.pintle'))).toBe(false);
  });

  it('is started once for a project', async () => {
    const dir = folder({
      '.pintle/redis/server.json': JSON.stringify({ url: 'redis://127.0.0.1:1', pid: process.pid }),
    });
    await expect(runLocally(1, await contextOf(dir))).rejects.toMatchObject({
      code: 'LOCAL_SERVER_RUNNING',
      message: expect.stringContaining('redis://127.0.0.1:1'),
      hint: 'Start more workers on it: pintle worker.',
    });
  });

  it.skipIf(withoutRedis)('that does not start says what redis-server said, and is not noted', async () => {
    const dir = folder({ '.pintle/redis/appendonlydir/appendonly.aof.manifest': 'no manifest\n' });
    await expect(runLocally(1, await contextOf(dir))).rejects.toMatchObject({
      code: 'REDIS_NOT_STARTED',
      message: expect.stringMatching(/redis-server ended with exit code 1/),
      hint: expect.stringContaining('manifest'),
    });
    expect(existsSync(localServerFile(dir))).toBe(false);
  });
});
