import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { definePlugin, type PipelineNode } from '@pintle/hookspecs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/index.js';

const TOKEN = 'tok-5ecret';
const PASSWORD = 'pa55 w"ord';

beforeEach(() => {
  process.env['PINTLE_TEST_TOKEN'] = TOKEN;
});
afterEach(() => {
  delete process.env['PINTLE_TEST_TOKEN'];
});

const FILES = {
  'conf/base/parameters.yml':
    'api: { url: "https://u:${env:PINTLE_TEST_TOKEN}@host", limit: 3 }\ntoken: "${env:PINTLE_TEST_TOKEN}"\n',
  'conf/local/credentials.yml': `db: { password: ${JSON.stringify(PASSWORD)} }\n`,
};

/** A node that tells what it should not, wherever it can. */
function talkative(): PipelineNode {
  return {
    name: 'talkative',
    inputs: ['params:token', 'parameters'],
    outputs: ['x'],
    retry: { maxAttempts: 2 },
    run(inputs, { log, attempt }) {
      log.info(`token ${String(inputs['params:token'])}`, { password: PASSWORD, nested: { inputs } });
      log.child({ bound: PASSWORD }).warn('bound', { error: new Error(`no entry for ${TOKEN}`) });
      if (attempt === 1) throw new RangeError(`refused ${TOKEN}`, { cause: new Error(PASSWORD) });
      throw Object.assign(new TypeError(`refused https://u:${TOKEN}@host`), { code: 'REFUSED' });
    },
  };
}

const gossip = definePlugin({
  name: 'gossip',
  hooks: {
    on_node_end({ log, run }) {
      log.error('params', { params: run.params });
      throw new Error(`hook knows ${PASSWORD}`);
    },
  },
});

describe('secrets', () => {
  it('reach hooks and nodes, and neither the run log nor any other', async () => {
    await using project = await createTestProject({
      files: FILES,
      pipelines: [pipeline('p', [talkative()])],
      plugins: [gossip],
    });
    const { run, outcome, hookFailures } = await project.run();
    expect(run.params['token']).toBe(TOKEN);
    expect(outcome.error).toMatchObject({ message: `refused https://u:${TOKEN}@host` });
    expect(hookFailures[0]?.error).toMatchObject({ message: `hook knows ${PASSWORD}` });

    const written = readFileSync(join(project.dir, '.pintle/runs', run.runId, 'events.jsonl'), 'utf8');
    const logged = inspect(project.logged, { depth: 20, maxStringLength: null, maxArrayLength: null });
    for (const secret of [TOKEN, PASSWORD, JSON.stringify(PASSWORD).slice(1, -1)]) {
      expect(written).not.toContain(secret);
      expect(logged).not.toContain(secret);
    }
    const events = project.events(run.runId);
    expect(events[0]).toMatchObject({
      params: { api: { url: 'https://u:${env:PINTLE_TEST_TOKEN}@host', limit: 3 }, token: '${env:PINTLE_TEST_TOKEN}' },
    });
    expect(events.find(({ type }) => type === 'node_retrying')).toMatchObject({
      error: { message: 'refused [redacted]', cause: { message: '[redacted]' } },
    });
    expect(events.find(({ type }) => type === 'node_ended')).toMatchObject({
      error: { message: 'refused https://u:[redacted]@host', code: 'REFUSED' },
    });
    expect(events.find(({ type }) => type === 'hook_failed')).toMatchObject({
      error: { message: 'hook knows [redacted]' },
    });
  });

  it('in the reason of a cancel are blanked', async () => {
    await using project = await createTestProject({ files: FILES, pipelines: [pipeline('p', [talkative()])] });
    const { run } = await project.run({ signal: AbortSignal.abort(new Error(`lost ${TOKEN}`)) });
    expect(project.events(run.runId).at(-1)).toMatchObject({ reason: 'lost [redacted]' });
  });

  it('do not keep a project from opening when they cannot be read', async () => {
    await using project = await createTestProject({
      files: { 'conf/local/credentials.yml': 'db: { password: "${env:PINTLE_TEST_UNSET}" }\n' },
      pipelines: [pipeline('p', [{ name: 'n', inputs: [], outputs: ['x'], run: () => ({ x: 1 }) }])],
    });
    const { outcome } = await project.run();
    expect(outcome.error).toMatchObject({ code: 'CONFIG_VARIABLE_MISSING' });
  });

  it('leave alone what is written as a default', async () => {
    await using project = await createTestProject({
      files: { 'conf/base/parameters.yml': 'region: "${env:PINTLE_TEST_UNSET:-europe}"\n' },
    });
    project.session.log.info('in europe');
    expect(project.logged.at(-1)).toMatchObject({ message: 'in europe' });
  });
});
