import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkSequence, formatViolations, recordHooks } from '@pintle/hookspecs/testing';
import { createLogger, createSession, type LogLine, type Session } from '@pintle/pipeline';
import { afterEach, describe, expect, it } from 'vitest';

const dirs: string[] = [];
const sessions: Session[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

/** Opens a project whose nodes are written as they stand in its pipelines.ts. */
async function open(nodes: string, files: Readonly<Record<string, string>> = {}, plugins: readonly object[] = []) {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-threads-'));
  dirs.push(dir);
  const source = `import { threadId } from 'node:worker_threads';\nconst nodes = [${nodes}];\nexport const p = { name: 'p', nodes, inputs: () => [], outputs: () => [] };\n`;
  for (const [path, text] of Object.entries({
    'package.json': '{ "name": "threads", "type": "module" }',
    'pipelines.ts': source,
    ...files,
  })) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const logged: LogLine[] = [];
  const session = await createSession({
    projectDir: dir,
    settings: false,
    plugins: [...plugins],
    log: createLogger((line) => logged.push(line)),
    runs: { graceMs: 400 },
  });
  sessions.push(session);
  return { session, logged, dir };
}

describe('the runner "worker"', () => {
  it('runs functions on other threads, several at once, and hooks here in the same sequence', async () => {
    const recorder = recordHooks();
    const { session } = await open(
      `{ name: 'a', inputs: ['params:p'], outputs: ['x'], run: (inputs: any) => ({ x: [inputs['params:p'], threadId] }) },
       { name: 'b', inputs: ['x'], outputs: ['y'], retry: { maxAttempts: 2 }, run: (inputs: any, { attempt }: any) => { if (attempt === 1) throw new RangeError('once'); return { y: [...inputs.x, threadId] }; } },
       { name: 'c', inputs: [], outputs: ['z'], run: () => ({ z: new Map([['at', new Date(0)]]) }) }`,
      { 'conf/base/parameters.yml': 'p: 7' },
      [recorder],
    );
    const result = (await session.run({ runner: 'worker', concurrency: 2 })).throwIfFailed();
    const [p, first, second] = result.outputs['y'] as number[];
    expect(p).toBe(7);
    expect([first, second].every((thread) => (thread ?? 0) > 0)).toBe(true);
    expect(result.outputs['z']).toEqual(new Map([['at', new Date(0)]]));
    expect(formatViolations(checkSequence(recorder.calls))).toBe('');
    expect(recorder.lines().filter((line) => line.startsWith('inject_context'))).toHaveLength(4);
  });

  it('runs the ops of a job there, its op hooks here, each with resources of its own that are let go of', async () => {
    const jobs = `
      import { appendFileSync } from 'node:fs';
      import { threadId } from 'node:worker_threads';
      import { defineJob, defineResource, node, pipeline } from '@pintle/pipeline';
      import { failureHook, successHook } from '@pintle/hookspecs';
      const note = (text: string) => appendFileSync(new URL('notes.txt', import.meta.url), text + '\\n');
      const where = () => (threadId === 0 ? 'here' : 'there');
      const pager = defineResource({
        name: 'pager',
        create({ to }: { to: string }) {
          note('+' + where());
          return { post: (text: string) => note(to + ' ' + where() + ': ' + text) };
        },
        dispose: () => note('-' + where()),
      });
      const tell = failureHook({ name: 'tell', requires: { pager } }, ({ op, opException, resources }) => resources.pager.post(op.name + ' ' + (opException as Error).message));
      const cheer = successHook({ name: 'cheer', requires: { pager } }, ({ op, opConfig, resources }) => resources.pager.post(op.name + JSON.stringify(opConfig)));
      const a = node({ name: 'a', outputs: 'x', config: { n: 1 } }, async (_, { resources, node }) => { (await resources.get(pager)).post('from a' + JSON.stringify(node.config)); return 1; });
      const b = node({ name: 'b', inputs: 'x', outputs: 'y' }, () => { throw new RangeError('no rows'); });
      export const nightly = defineJob({ name: 'nightly', pipeline: pipeline('both', [a, b]), resources: { pager }, hooks: [tell, cheer] });
    `;
    const { session, dir } = await open('', {
      'pipelines.ts': jobs,
      'my.yml': 'ops: { a: { config: { m: 2 } } }\nresources: { pager: { config: { to: me } } }',
    });
    const result = await session.run({ pipeline: 'nightly', runner: 'worker', jobConfig: 'my.yml' });
    expect(result.outcome).toMatchObject({ status: 'error', error: { message: 'no rows' } });
    const notes = readFileSync(join(dir, 'notes.txt'), 'utf8').trim().split('\n');
    expect(notes.filter((line) => /\bhere/.test(line))).toEqual([
      '+here',
      'me here: a{"n":1,"m":2}',
      'me here: b no rows',
      '-here',
    ]);
    expect(notes.filter((line) => /there/.test(line))).toEqual(['+there', 'me there: from a{"n":1,"m":2}', '-there']);
  });

  it('hands functions their context: log, report, params, resources, carrier', async () => {
    const reported: unknown[] = [];
    const plugin = {
      name: 'p',
      hooks: {
        inject_context: () => ({ trace: '1' }),
        on_run_event: ({ event }: { event: { type: string; rowsAffected?: number } }) =>
          void (event.type === 'node_ended' && reported.push(event.rowsAffected)),
      },
    };
    const { session, logged } = await open(
      `{ name: 'a', inputs: [], outputs: ['x'], run: async (_: any, { log, report, run, resources, carrier, attempt, idempotencyKey, node }: any) => {
         log.info('hello', { from: 'thread', fn: () => 1 });
         report({ rowsAffected: 3 });
         const resource = { name: 'r', create: () => 'made' };
         return { x: [run.params.p, carrier, await resources.get(resource), attempt, idempotencyKey === run.runId + '/a', node.name] };
       } }`,
      { 'conf/base/parameters.yml': 'p: 7' },
      [plugin],
    );
    const result = (await session.run({ runner: 'worker' })).throwIfFailed();
    expect(result.outputs['x']).toEqual([7, { trace: '1' }, 'made', 1, true, 'a']);
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 'info',
        message: 'hello',
        fields: expect.objectContaining({ from: 'thread', node: 'a' }),
      }),
    );
    expect(reported).toEqual([3]);
  });

  it('brings errors back', async () => {
    const { session } = await open(
      `{ name: 'a', inputs: [], outputs: ['x'], run: () => { throw Object.assign(new RangeError('far'), { code: 'FAR', cause: new TypeError('why') }); } }`,
    );
    const { outcome } = await session.run({ runner: 'worker' });
    expect(outcome.error).toMatchObject({
      name: 'RangeError',
      message: 'far',
      code: 'FAR',
      cause: { name: 'TypeError', message: 'why' },
    });
  });

  it.each([
    [
      'inputs',
      `{ name: 'a', inputs: ['f'], outputs: ['x'], run: () => ({ x: 1 }) }`,
      'The inputs of node "a" cannot be sent to another thread: "f"',
    ],
    [
      'outputs',
      `{ name: 'a', inputs: [], outputs: ['x'], run: () => ({ x: () => 1 }) }`,
      'The outputs of node "a" cannot be sent to another thread: "x"',
    ],
  ])('refuses %s that cannot be cloned', async (_, node, message) => {
    const plugin = {
      name: 'p',
      hooks: {
        after_catalog_created: ({ catalog }: { catalog: { set(name: string, dataset: object): void } }) =>
          catalog.set('f', { type: 'fn', load: () => () => 1, save: () => {} }),
      },
    };
    const { session } = await open(node, {}, [plugin]);
    const { outcome } = await session.run({ runner: 'worker' });
    expect(outcome.error).toMatchObject({ code: 'NODE_NOT_TRANSFERABLE', message: expect.stringContaining(message) });
  });

  it('refuses nodes that no module of the project has', async () => {
    const plugin = {
      name: 'p',
      hooks: {
        register_pipelines: () => ({
          name: 'p',
          nodes: [{ name: 'mine', inputs: [], outputs: ['m'], run: () => ({ m: 1 }) }],
        }),
      },
    };
    const { session } = await open('', {}, [plugin]);
    const { outcome } = await session.run({ runner: 'worker' });
    expect(outcome.error).toMatchObject({ code: 'NODE_NOT_TRANSFERABLE', message: expect.stringContaining('"mine"') });
  });

  it('aborts functions that listen, and ends threads that do not', { timeout: 20_000 }, async () => {
    const { session } = await open(
      `{ name: 'polite', inputs: [], outputs: ['x'], timeoutMs: 300, run: (_: any, { signal }: any) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) },
       { name: 'deaf', inputs: [], outputs: ['y'], timeoutMs: 300, run: () => { for (;;); } }`,
    );
    const result = await session.run({ runner: 'worker', keepGoing: true, concurrency: 2 });
    expect(result.nodes.get('deaf')?.status).toBe('timed_out');
    expect(result.nodes.get('polite')?.status).toBe('timed_out');
  });

  it('tells a function that is called when its time is over already', { timeout: 20_000 }, async () => {
    const again = {
      name: 'again',
      hooks: {
        run_node: {
          wrapper: async (args: object, next: (args: object) => Promise<unknown>) =>
            await next(args).catch(() => next(args)),
        },
      },
    };
    const { session } = await open(
      `{ name: 'slow', inputs: [], outputs: ['x'], timeoutMs: 300, run: (_: any, { signal }: any) => new Promise((_resolve, reject) => {
         const stop = () => reject(new RangeError(signal.reason.code));
         if (signal.aborted) stop(); else signal.addEventListener('abort', stop);
       }) }`,
      {},
      [again],
    );
    const { outcome } = await session.run({ runner: 'worker' });
    // Without its grace of 400 ms: it was told, and not ended.
    expect(outcome.error).toMatchObject({
      code: 'NODE_TIMEOUT',
      cause: { name: 'RangeError', message: 'NODE_TIMEOUT' },
    });
  });
});
