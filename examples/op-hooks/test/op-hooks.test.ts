import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../slack/receiver.ts';

const example = fileURLToPath(new URL('..', import.meta.url));
const TOKEN = 'xoxp-1234123412341234-12341234-1234';

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the op hooks', () => {
  let project = '';
  let receiver: Receiver;
  const start = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Done> =>
    new Promise((resolve) => {
      const PATH = `${join(project, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`;
      const variables = { ...process.env, NO_COLOR: '1', SLACK_API_URL: receiver.url, PATH, ...env };
      execFile(file, args, { cwd: project, env: variables }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  const pintle = (...args: string[]): Promise<Done> => start(join(project, 'node_modules/.bin/pintle'), args);
  const texts = (): string[] => receiver.received.map(({ channel, text }) => `${channel} ${text}`);

  beforeEach(async () => {
    receiver = await startReceiver();
    project = mkdtempSync(join(tmpdir(), 'op-hooks-'));
    cpSync(example, project, { recursive: true, filter: (path) => !/node_modules|\.pintle/.test(path) });
    symlinkSync(join(example, 'node_modules'), join(project, 'node_modules'));
  });
  afterEach(async () => {
    await receiver[Symbol.asyncDispose]();
    rmSync(project, { recursive: true });
  });

  it('post from every op of the job that fails, and of the run once', async () => {
    const words = 'run notif_all_prod --job-config prod_op_hooks.yaml --keep-going --params broken=[a,b]';
    const { code } = await pintle(...words.split(' '));
    expect(code).toBe(1);
    expect(texts()).toEqual([
      '#foo Op a failed: a is broken',
      '#foo Op b failed: b is broken',
      '#alerts Job notif_all_prod failed: a is broken; b is broken',
    ]);
    expect(new Set(receiver.received.map(({ token }) => token))).toEqual(new Set([TOKEN]));
  });

  it('send nothing in testing, from the same graph', async () => {
    expect((await pintle('run', 'notif_all_dev', '--params', 'broken=[a]')).code).toBe(1);
    expect((await pintle('run', 'notif', '--env', 'dev', '--params', 'broken=[a]')).code).toBe(1);
    expect(texts()).toEqual([]);
    await pintle('run', 'notif', '--params', 'broken=[b]');
    expect(texts()).toEqual(['#foo Op b failed: b is broken', '#alerts Job notif failed: b is broken']);
  });

  it('post from the one op that they are attached to', async () => {
    expect((await pintle('run', 'selective_notif')).code).toBe(0);
    expect(texts()).toEqual(['#foo Op a finished successfully']);
    await pintle('run', 'selective_notif', '--params', 'broken=[a]', '--keep-going');
    expect(texts().slice(1)).toEqual([
      '#foo Op a failed: a is broken',
      '#alerts Job selective_notif failed: a is broken',
    ]);
  });

  it('are recorded when Slack refuses them, and leave the op as it was', async () => {
    const { code, stderr } = await start(
      join(project, 'node_modules/.bin/pintle'),
      ['run', 'notif_all', '--job-config', 'prod_op_hooks.yaml', '--params', 'broken=[a]'],
      { SLACK_TOKEN: 'wrong-token' },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('Slack refused the message: invalid_auth');
    expect(stderr).toContain('slack_message_on_failure');
    expect(stderr).toContain('a is broken');
    expect(receiver.received).toEqual([]);
  });

  it('run before a program hears of the failure', async () => {
    const { stdout } = await start(process.execPath, ['prod.ts', 'a']);
    expect(stdout).toMatch(/^[0-9a-f-]{36} error$/m);
    expect(texts()).toEqual(['#foo Op a failed: a is broken', '#alerts Job notif_all_prod failed: a is broken']);
  });

  it('are shown as the README shows them', async () => {
    const { code, stdout } = await start(process.execPath, ['demo.ts']);
    expect(code).toBe(0);
    expect(stdout).toBe(`$ pintle run notif_all_prod --job-config prod_op_hooks.yaml --params broken=[a, b] --keep-going
  #foo  Op a failed: a is broken
  #foo  Op b failed: b is broken
  #alerts  Job notif_all_prod failed: a is broken; b is broken
  exit code 1, 3 messages

$ pintle run notif_all_dev --params broken=[a, b] --keep-going
  exit code 1, 0 messages

$ pintle run selective_notif --params broken=[b] --keep-going
  #foo  Op a finished successfully
  #alerts  Job selective_notif failed: b is broken
  exit code 1, 2 messages

`);
  });
});
