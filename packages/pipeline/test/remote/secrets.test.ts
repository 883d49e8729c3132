import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, defineJob, node, pipeline, RECALLED } from '@pintle/pipeline';
import { definePlugin } from '@pintle/hookspecs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CHAIN, farm, FarmExecutor, plain } from './farm.js';

const TOKEN = 'tok-5ecret';
const PASSWORD = 'pa55-w0rd';

beforeEach(() => {
  process.env['PINTLE_TEST_TOKEN'] = TOKEN;
});
afterEach(() => {
  delete process.env['PINTLE_TEST_TOKEN'];
});

const FILES = {
  'conf/base/parameters.yml': 'api: { url: "https://u:${env:PINTLE_TEST_TOKEN}@host", limit: 3 }\nrate: 1\n',
  'conf/base/job.yml': 'resources: { api: { config: "${env:PINTLE_TEST_TOKEN} ${params:rate}" } }\n',
  'conf/local/credentials.yml': `db: { password: ${PASSWORD} }\n`,
};

describe('a run whose attempts are executed elsewhere', () => {
  it('sends no value of the environment along, and has it there all the same', async () => {
    const told: unknown[] = [];
    const reader = plain('reader', ['parameters'], ['x'], ({ parameters }) => told.push(parameters));
    const { project, executor } = await farm([reader], undefined, { files: FILES, params: { rate: 2 } });
    expect((await project.run({ runner: 'farm' })).outcome).toMatchObject({ status: 'success' });
    expect(told).toEqual([{ api: { url: `https://u:${TOKEN}@host`, limit: 3 }, rate: 2 }]);
    const ticket = executor().context.ticket();
    expect(JSON.stringify(ticket)).not.toContain(TOKEN);
    expect(ticket.params).toEqual({ rate: 2 });
    expect(Object.keys(ticket.variables)).toEqual(['parameters.yml: api', 'job.yml: resources']);
  });

  it('sends no secret back in what was thrown, and in reasons', async () => {
    const sent: string[] = [];
    const talkative = plain('talkative', [], ['x'], () => {
      throw new TypeError(`refused ${TOKEN}`, { cause: new Error(PASSWORD) });
    });
    const gossip = definePlugin({
      name: 'gossip',
      hooks: {
        on_node_error() {
          throw new Error(`hook knows ${PASSWORD}`);
        },
      },
    });
    const { project } = await farm(
      [{ ...talkative, retry: { maxAttempts: 2 } }],
      async (task, own) => {
        for (const attempt of [1, 2]) {
          const result = await own.attempt(task, { attempt });
          sent.push(JSON.stringify([result, result.outcome.error], (_, value: unknown) => shown(value)));
          if (attempt === 2) return result;
        }
        return RECALLED;
      },
      { files: FILES, plugins: [gossip] },
    );
    expect((await project.run({ runner: 'farm' })).outcome).toMatchObject({ status: 'error' });
    expect(sent).toHaveLength(2);
    for (const result of sent) {
      expect(result).toContain('refused [redacted]');
      expect(result).not.toContain(TOKEN);
      expect(result).not.toContain(PASSWORD);
    }
  });

  it('is refused where the environment says something else, naming what it says it of, and nothing more', async () => {
    const { project, worker } = await farm(CHAIN, undefined, { files: FILES });
    process.env['PINTLE_TEST_TOKEN'] = 'another one';
    let refused: unknown;
    globalThis.farmOpen = (context) =>
      new FarmExecutor(context, worker, async (task, own) => {
        refused = await own.attempt(task).catch((error: unknown) => error);
        return RECALLED;
      });
    await project.run({ runner: 'farm' });
    expect(refused).toMatchObject({
      code: 'RUN_CODE_DIFFERS',
      hint: 'Start this process with the same variables.',
    });
    expect(String(refused)).toContain('another value here to "job.yml: resources", "parameters.yml: api".');
    expect(String(refused)).not.toContain('another one');
    expect(String(refused)).not.toContain(TOKEN);
  });

  it('has jobs under the configuration of the run: parameters that were given reach job.yml', async () => {
    const seen: unknown[] = [];
    const job = defineJob({
      name: 'j',
      pipeline: pipeline('ops', [
        node({ name: 'op', config: { rate: 0 }, outputs: 'x' }, (_, context) => seen.push(context.node.config)),
      ]),
    });
    const files = { 'conf/base/job.yml': 'ops: { op: { config: { rate: "${params:rate}" } } }\n' };
    const options = { files: { ...files, 'conf/base/parameters.yml': 'rate: 1\n' }, params: { rate: 2 } };
    const { project } = await farm([], undefined, options);
    const sessionOf = async (params = {}) => {
      const session = await createSession({
        projectDir: project.dir,
        settings: false,
        pipelines: [job],
        params,
        log: project.session.log,
      });
      onTestFinished(() => session.close());
      return session;
    };
    const worker = await sessionOf();
    globalThis.farmOpen = (context) => new FarmExecutor(context, worker, () => Promise.resolve(undefined));
    const session = await sessionOf({ rate: 2 });
    expect((await session.run({ runner: 'farm' })).outcome).toMatchObject({ status: 'success' });
    expect(seen.splice(0)).toEqual([{ rate: 2 }]);
    // Run config of one run: a file that the worker does not have, and plain data.
    const file = join(project.dir, 'once.config');
    writeFileSync(file, 'ops: { op: { config: { token: "${env:PINTLE_TEST_TOKEN}", rate: 3 } } }\n');
    const texts: string[] = [];
    globalThis.farmOpen = (context) => {
      texts.push(JSON.stringify(context.ticket()));
      return new FarmExecutor(context, worker, () => Promise.resolve(undefined));
    };
    expect((await session.run({ runner: 'farm', jobConfig: file })).outcome).toMatchObject({ status: 'success' });
    expect(seen.splice(0)).toEqual([{ rate: 3, token: TOKEN }]);
    const jobConfig = { ops: { op: { config: { note: 'not ${env:A} reference' } } } };
    expect((await session.run({ runner: 'farm', jobConfig })).outcome).toMatchObject({ status: 'success' });
    expect(seen.splice(0)).toEqual([{ rate: 2, note: 'not ${env:A} reference' }]);
    expect(texts.join('')).not.toContain(TOKEN);
  });
});

/** Errors with all that they say, which JSON leaves out. */
function shown(value: unknown): unknown {
  return value instanceof Error ? [value.message, value.stack, value.cause] : value;
}
