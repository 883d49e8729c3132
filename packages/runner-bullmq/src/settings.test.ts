import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createConfig, createLogger } from '@pintle/pipeline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { localServerFile } from './local-server.js';
import { readSettings, shownUrl } from './settings.js';

async function project(yaml = '', name: string | undefined = '@acme/flights') {
  const projectDir = mkdtempSync(join(tmpdir(), 'pintle-settings-'));
  onTestFinished(() => rmSync(projectDir, { recursive: true }));
  mkdirSync(join(projectDir, 'conf/base'), { recursive: true });
  writeFileSync(join(projectDir, 'conf/base/bullmq.yml'), yaml);
  writeFileSync(join(projectDir, 'package.json'), JSON.stringify({ name }));
  const config = await createConfig({ projectDir, env: 'local', variables: { HOST: 'redis.internal' } });
  return { projectDir, env: 'local', params: {}, config, log: createLogger(() => {}) };
}

describe('settings', () => {
  it('have defaults, and a queue a project and environment', async () => {
    expect(await readSettings(await project(), {})).toEqual({
      url: 'redis://127.0.0.1:6379',
      prefix: 'pintle',
      queue: '@acme/flights-local',
      lockMs: 10_000,
      checkMs: 5_000,
      maxLost: 3,
      pollMs: 2_000,
      keepHours: 168,
    });
  });

  it('are read from bullmq.yml; the variable wins over its url', async () => {
    const context = await project('url: rediss://${env:HOST}:6380\nqueue: mine\nlockMs: 2000\n');
    expect(await readSettings(context, {})).toMatchObject({
      url: 'rediss://redis.internal:6380',
      queue: 'mine',
      lockMs: 2000,
    });
    const variables = { PINTLE_REDIS_URL: 'redis://elsewhere' };
    expect(await readSettings(context, variables)).toMatchObject({ url: 'redis://elsewhere' });
  });

  it('find the server that pintle worker --local has started, as long as it lives', async () => {
    const context = await project();
    const file = localServerFile(context.projectDir);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ url: 'redis://127.0.0.1:7000', pid: process.pid }));
    expect((await readSettings(context, {})).url).toBe('redis://127.0.0.1:7000');
    writeFileSync(file, JSON.stringify({ url: 'redis://127.0.0.1:7000', pid: 2 ** 22 + 1 }));
    expect((await readSettings(context, {})).url).toBe('redis://127.0.0.1:6379');
    writeFileSync(file, '{');
    expect((await readSettings(context, {})).url).toBe('redis://127.0.0.1:6379');
  });

  it.each([
    ['lock: 5\n', 'conf/base/bullmq.yml:1:1: "lock" is no setting of bullmq.', 'Did you mean "lockMs"?'],
    ['lockMs: soon\n', 'conf/base/bullmq.yml:1:1: lockMs must be a whole number from 200, got "soon".', undefined],
    ['maxLost: -1\n', 'conf/base/bullmq.yml:1:1: maxLost must be a whole number from 0, got -1.', undefined],
    ['checkMs: 250.5\n', 'conf/base/bullmq.yml:1:1: checkMs must be a whole number from 100, got 250.5.', undefined],
    ['queue: "a:b"\n', 'conf/base/bullmq.yml:1:1: queue must not contain ":", got "a:b".', undefined],
    ['prefix: 5\n', 'conf/base/bullmq.yml:1:1: prefix must be a text, got 5.', undefined],
    [
      'url: http://me:secret@host\n',
      'conf/base/bullmq.yml:1:1: url must be a URL that begins with redis:// or rediss://, got "http://host".',
      undefined,
    ],
  ])('refuse %j, saying where', async (yaml, message, hint) => {
    const context = await project(yaml);
    await expect(readSettings(context, {})).rejects.toMatchObject({
      code: 'BULLMQ_SETTINGS_INVALID',
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  });

  it('refuse a variable that is no URL, saying that it is the variable', async () => {
    const context = await project();
    await expect(readSettings(context, { PINTLE_REDIS_URL: 'redis://me:secret@host:port' })).rejects.toMatchObject({
      code: 'BULLMQ_SETTINGS_INVALID',
      message:
        'The variable PINTLE_REDIS_URL must be a URL that begins with redis:// or rediss://, got "redis://host:port".',
    });
  });

  it('are shown without user and password', () => {
    expect(shownUrl('redis://me:p@ss@host:6379/2')).toBe('redis://host:6379/2');
    expect(shownUrl('redis://host')).toBe('redis://host');
  });
});
