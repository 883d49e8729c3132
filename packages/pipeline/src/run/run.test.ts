import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definePlugin } from '@pintle/core';
import type { PipelineNode, RunRequest } from '@pintle/hookspecs';
import { failAt, hangAt, recordHooks } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { defineResource } from '../describe/resource.js';
import { createTestProject, type TestProjectOptions } from '../testing/index.js';
import type { RunOptions } from './request.js';

function plain(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  more: Partial<PipelineNode> = {},
): PipelineNode {
  return { name, inputs, outputs, run: () => Object.fromEntries(outputs.map((output) => [output, name])), ...more };
}

const fail = (): never => {
  throw new RangeError('no');
};

/** a → b → c, and d beside them. */
const nodes = [
  plain('a', [], ['x']),
  plain('b', ['x'], ['y'], { tags: ['mid'] }),
  plain('c', ['y'], ['z']),
  plain('d', [], ['w']),
];
const failingAt = (name: string): PipelineNode[] =>
  nodes.map((node) => (node.name === name ? { ...node, run: fail } : node));

/** The hooks of runs and whole nodes: what a run looks like from afar. */
const RUN_LEVEL = [
  'on_run_start',
  'after_catalog_created',
  'before_pipeline_run',
  'on_node_skipped',
  'on_node_end',
  'after_pipeline_run',
  'on_pipeline_error',
  'on_run_end',
] as const;

async function play(given: readonly PipelineNode[], request: RunOptions = {}, options: TestProjectOptions = {}) {
  const recorder = recordHooks({ only: RUN_LEVEL });
  await using project = await createTestProject({
    pipelines: [pipeline('p', given)],
    ...options,
    plugins: [...(options.plugins ?? []), recorder],
  });
  const result = await project.run(request);
  return {
    result,
    lines: recorder.lines(),
    events: project.events(result.run.runId),
    statuses: Object.fromEntries([...result.nodes].map(([name, { status, reason }]) => [name, reason ?? status])),
  };
}

describe('a run', () => {
  it('succeeds when all nodes do', async () => {
    const { result, lines, events } = await play(nodes);
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_run_start",
        "after_catalog_created",
        "before_pipeline_run",
        "on_node_end a · success",
        "on_node_end b · success",
        "on_node_end c · success",
        "on_node_end d · success",
        "after_pipeline_run",
        "on_run_end · success",
      ]
    `);
    expect(result.outcome).toMatchObject({ status: 'success', attempt: 1 });
    expect(result.outputs).toEqual({ z: 'c', w: 'd' });
    expect(await result.load('z')).toBe('c');
    expect(result.throwIfFailed()).toBe(result);
    expect(result.stats).toMatchObject({ nodesTotal: 4, nodesSucceeded: 4, nodesFailed: 0, hookFailures: 0 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]).toMatchObject({
      type: 'run_started',
      pipeline: 'p',
      env: 'local',
      runner: 'sequential',
      request: {},
      pid: process.pid,
    });
    expect(events.at(-1)).toMatchObject({ type: 'run_ended', status: 'success', stats: { nodesTotal: 4 } });
  });

  it('stops at the first failure, and ends the rest as skipped', async () => {
    const { result, lines, statuses } = await play(failingAt('b'));
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_run_start",
        "after_catalog_created",
        "before_pipeline_run",
        "on_node_end a · success",
        "on_node_end b · error",
        "on_node_skipped c · upstream_failed",
        "on_node_end c · skipped",
        "on_node_skipped d · run_stopped",
        "on_node_end d · skipped",
        "on_pipeline_error",
        "on_run_end · error",
      ]
    `);
    expect(statuses).toEqual({ a: 'success', b: 'error', c: 'upstream_failed', d: 'run_stopped' });
    expect(result.outcome).toMatchObject({ status: 'error', error: new RangeError('no') });
    expect(result.stats).toMatchObject({ nodesSucceeded: 1, nodesFailed: 1, nodesSkipped: 2 });
  });

  it('keeps going with what does not depend on a failure', async () => {
    const { statuses, result } = await play(failingAt('b'), { keepGoing: true });
    expect(statuses).toEqual({ a: 'success', b: 'error', c: 'upstream_failed', d: 'success' });
    expect(result.outcome.status).toBe('error');
  });

  it('fails with all its causes at once', async () => {
    const { result } = await play(
      nodes.map((node) => (node.name === 'c' || node.name === 'd' ? { ...node, run: fail } : node)),
      { keepGoing: true },
    );
    expect(result.outcome.error).toBeInstanceOf(AggregateError);
    expect(result.outcome.error).toMatchObject({
      message: '2 failures:\n- no\n- no',
      errors: [new RangeError('no'), new RangeError('no')],
      cause: new RangeError('no'),
    });
  });

  it('fails on a selection that names what is not there', async () => {
    const { lines, result, events } = await play(nodes, { nodes: ['bb'] });
    expect(lines).toEqual(['on_run_start', 'on_pipeline_error', 'on_run_end · error']);
    expect(result.outcome.error).toMatchObject({ code: 'PIPELINE_NODE_UNKNOWN', hint: 'Did you mean "b"?' });
    expect(events.map(({ type }) => type)).toEqual(['run_started', 'run_ended']);
    await expect(result.load('x')).rejects.toMatchObject({ code: 'RUN_WITHOUT_CATALOG' });
  });

  it('fails on a pipeline that is not there', async () => {
    const { lines, result } = await play(nodes, { pipeline: 'q' });
    expect(lines).toEqual(['on_run_start', 'on_pipeline_error', 'on_run_end · error']);
    expect(result.outcome.error).toMatchObject({ code: 'PIPELINE_NOT_FOUND' });
    expect(result.run.pipelineName).toBe('q');
  });

  it('is skipped when nothing is selected', async () => {
    const { lines, result } = await play(nodes, { nodes: ['a'], tags: ['mid'] });
    expect(lines).toEqual(['on_run_start', 'on_run_end · skipped']);
    expect(result.outcome).toMatchObject({ status: 'skipped', reason: 'nothing_selected' });
    expect(result.stats.nodesTotal).toBe(0);
  });

  it.each([
    ['select by tag', { select: ['tag:mid'] }, ['b']],
    ['select with descendants', { select: ['b+'] }, ['b', 'c']],
    ['all words', { select: ['tag:mid', 'b'] }, ['b']],
    ['exclude', { exclude: ['b', 'tag:mid'] }, ['a', 'c', 'd']],
    ['filters together', { fromNodes: ['a'], toOutputs: ['y'] }, ['a', 'b']],
  ])('selects nodes: %s', async (_, request, expected) => {
    const seen: string[][] = [];
    const plugin = definePlugin({
      name: 'see',
      hooks: {
        before_pipeline_run: (args: { pipeline: { nodes: PipelineNode[] } }) =>
          void seen.push(args.pipeline.nodes.map(({ name }) => name)),
      },
    });
    const catalog = {
      'conf/base/catalog.yml': 'x: { type: json, path: x.json }\ny: { type: json, path: y.json }',
      'x.json': 1,
      'y.json': 1,
    };
    await play(nodes, request, { plugins: [plugin], files: catalog });
    expect(seen).toEqual([expected]);
  });

  it('does not start without its inputs, and says who would make them', async () => {
    const { result, statuses } = await play(nodes, { nodes: ['b', 'd'] });
    expect(result.outcome.error).toMatchObject({
      code: 'PIPELINE_INPUT_MISSING',
      message: 'Nothing provides "x", read by "b": not in the catalog, and no selected node makes it.',
      hint: 'Select "a", too, which makes it in memory.',
    });
    expect(statuses).toEqual({ b: 'run_stopped', d: 'run_stopped' });
  });

  it('does not start with a parameter that is not there', async () => {
    const ran: string[] = [];
    const { result } = await play(
      [plain('a', [], ['x'], { run: () => (ran.push('a'), { x: 1 }) }), plain('b', ['x', 'params:limt'], ['y'])],
      {},
      { files: { 'conf/base/parameters.yml': 'limit: 3' } },
    );
    expect(result.outcome.error).toMatchObject({
      code: 'DATASET_PARAMETER_UNKNOWN',
      node: 'b',
      hint: 'Did you mean "limit"?',
    });
    expect(ran).toEqual([]);
  });

  it.each(['on_run_start', 'after_catalog_created', 'before_pipeline_run'] as const)('fails with %s', async (hook) => {
    const { result, lines } = await play(nodes, {}, { plugins: [failAt(hook)] });
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'FAULT_INJECTED' } });
    expect(lines.slice(-2)).toEqual(['on_pipeline_error', 'on_run_end · error']);
    expect([...result.nodes.values()].every(({ status }) => status === 'skipped')).toBe(true);
    expect(result.nodes.size).toBe(hook === 'on_run_start' ? 0 : 4);
    expect(result.hookFailures).toEqual([]);
  });

  it.each(['after_pipeline_run', 'on_run_end'] as const)('is not failed by %s', async (hook) => {
    const { result, events } = await play(nodes, {}, { plugins: [failAt(hook, { async: true })] });
    expect(result.outcome.status).toBe('success');
    expect(result.hookFailures).toMatchObject([{ hook, plugin: `failAt(${hook})` }]);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['hook_failed', 'run_ended']);
    expect(events.at(-1)).toMatchObject({ stats: { hookFailures: 1 } });
  });

  it('keeps its own error when on_pipeline_error fails', async () => {
    const { result } = await play(failingAt('a'), {}, { plugins: [failAt('on_pipeline_error')] });
    expect(result.outcome.error).toEqual(new RangeError('no'));
    expect(result.hookFailures).toMatchObject([{ hook: 'on_pipeline_error' }]);
  });

  it('tells of every event once and in order, also when the telling fails', async () => {
    const heard: number[] = [];
    const listener = definePlugin({
      name: 'listener',
      hooks: {
        on_run_event: async ({ event }: { event: { seq: number } }) => {
          await new Promise(setImmediate);
          heard.push(event.seq);
        },
      },
    });
    const { events, result } = await play(
      nodes,
      {},
      { plugins: [failAt('on_run_event', { times: 2, async: true }), listener] },
    );
    expect(heard).toEqual(events.map(({ seq }) => seq));
    expect(result.hookFailures.length).toBe(2);
    expect(events.filter(({ type }) => type === 'hook_failed')).toHaveLength(1);
  });

  it('lets hooks change the catalog once, and freezes it', async () => {
    const seen: unknown[] = [];
    const plugin = definePlugin({
      name: 'swap',
      hooks: {
        after_catalog_created({
          catalog,
          parameters,
          saveVersion,
        }: {
          catalog: { set(name: string, dataset: object): void };
          parameters: unknown;
          saveVersion: string;
        }) {
          catalog.set('x', { type: 'fixed', load: () => 'fixed', save: () => {} });
          seen.push(parameters, saveVersion);
        },
        on_node_end: ({ catalog }: { catalog?: unknown }) => void catalog,
        before_pipeline_run({ catalog }: { catalog: { set(name: string, dataset: object): void } }) {
          try {
            catalog.set('x', {});
          } catch (error) {
            seen.push((error as { code: string }).code);
          }
        },
      },
    });
    const { result } = await play(
      [plain('a', [], ['x']), { ...plain('b', ['x'], ['y']), run: ({ x }) => ({ y: x }) }],
      {},
      { plugins: [plugin], files: { 'conf/base/parameters.yml': 'a: { b: 1 }' } },
    );
    expect(result.outputs).toEqual({ y: 'fixed' });
    expect(seen).toEqual([
      { parameters: { a: { b: 1 } }, 'params:a': { b: 1 }, 'params:a.b': 1 },
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z-[0-9a-f]{8}$/),
      'CATALOG_FROZEN',
    ]);
  });

  it('releases what nobody will read any more, and keeps what it gives', async () => {
    const released: string[] = [];
    const plugin = definePlugin({
      name: 'watch',
      hooks: {
        after_catalog_created({ catalog }: { catalog: { set(name: string, dataset: object): void } }) {
          for (const name of ['x', 'y', 'z']) {
            let kept: unknown;
            catalog.set(name, {
              type: 'watched',
              ephemeral: true,
              load: () => kept,
              save: (data: unknown) => {
                kept = data;
              },
              exists: () => kept !== undefined,
              release: () => void released.push(name),
            });
          }
        },
        on_node_end: ({ node }: { node: PipelineNode }) => void released.push(`(${node.name})`),
      },
    });
    const { result } = await play(nodes, {}, { plugins: [plugin] });
    expect(released).toEqual(['(a)', '(b)', 'x', '(c)', 'y', '(d)']);
    expect(result.outputs['z']).toBe('c');
  });

  it('creates resources once, and disposes them in reverse, after its last hook, even when it fails', async () => {
    const log: string[] = [];
    const make = (name: string) =>
      defineResource({ name, create: () => void log.push(`+${name}`), dispose: () => void log.push(`-${name}`) });
    const [one, two] = [make('one'), make('two')];
    const use: PipelineNode['run'] = async (_, { resources }) => {
      await Promise.all([resources.get(one), resources.get(one)]);
      await resources.get(two);
      return fail();
    };
    const plugin = definePlugin({ name: 'last', hooks: { on_run_end: () => void log.push('end') } });
    await play([plain('a', [], ['x'], { run: use })], {}, { plugins: [plugin] });
    expect(log).toEqual(['+one', '+two', 'end', '-two', '-one']);
  });

  it('records a resource that cannot be disposed', async () => {
    const bad = defineResource({ name: 'bad', create: () => 1, dispose: () => fail() });
    const { result, events } = await play([
      plain('a', [], ['x'], { run: async (_, { resources }) => ({ x: await resources.get(bad) }) }),
    ]);
    expect(result.outcome.status).toBe('success');
    expect(result.hookFailures).toMatchObject([{ hook: 'dispose bad' }]);
    expect(events.at(-1)?.type).toBe('run_ended');
  });

  it('runs what it can at the same time, and no more', async () => {
    let active = 0;
    let most = 0;
    const busy: PipelineNode['run'] = async () => {
      most = Math.max(most, ++active);
      await new Promise((resolve) => setTimeout(resolve, 5));
      active--;
      return { x: 1, y: 1, z: 1, w: 1, v: 1 };
    };
    const wide = ['x', 'y', 'z', 'w', 'v'].map((output) =>
      plain(output, [], [output], {
        run: () => Promise.resolve(busy({}, undefined as never)).then(() => ({ [output]: 1 })),
      }),
    );
    const { result } = await play(wide, { concurrency: 3 });
    expect(result.outcome.status).toBe('success');
    expect(most).toBe(3);
  });

  it('does not mix two runs in one process', async () => {
    const seen: string[] = [];
    const recorder = definePlugin({
      name: 'who',
      hooks: {
        on_node_end: ({ run, node }: { run: { runId: string }; node: PipelineNode }) =>
          void seen.push(`${run.runId} ${node.name}`),
      },
    });
    const slow: PipelineNode = {
      name: 's',
      inputs: ['x'],
      outputs: ['y'],
      run: async ({ x }, { run }) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { y: `${String(x)} ${run.runId}` };
      },
    };
    const first: PipelineNode = { name: 'f', inputs: [], outputs: ['x'], run: (_, { run }) => ({ x: run.runId }) };
    await using project = await createTestProject({ pipelines: [pipeline('p', [first, slow])], plugins: [recorder] });
    const results = await Promise.all([project.run(), project.run(), project.run()]);
    for (const { run, outputs } of results) expect(outputs).toEqual({ y: `${run.runId} ${run.runId}` });
    expect(new Set(seen).size).toBe(6);
  });

  it('limits node hooks to what they select', async () => {
    const seen: string[] = [];
    const plugin = definePlugin({
      name: 'choosy',
      hooks: {
        on_node_end: {
          select: 'tag:mid',
          handler: ({ node }: { node: PipelineNode }) => void seen.push(`end ${node.name}`),
        },
        before_dataset_loaded: {
          select: 'dataset:y',
          handler: ({ datasetName }: { datasetName: string }) => void seen.push(`load ${datasetName}`),
        },
      },
    });
    await play(nodes, {}, { plugins: [plugin] });
    expect(seen).toEqual(['end b', 'load y']);
  });

  it('selects by how the last run ended', async () => {
    let isBroken = true;
    const given = nodes.map((node) =>
      node.name === 'd' ? { ...node, run: () => (isBroken ? fail() : { w: 1 }) } : node,
    );
    await using project = await createTestProject({ pipelines: [pipeline('p', given)] });
    await project.run({ keepGoing: true });
    isBroken = false;
    const again = await project.run({ select: ['result:error'] });
    expect([...again.nodes.keys()]).toEqual(['d']);
  });
});

describe('the request', () => {
  it('reaches hooks filled in and frozen', async () => {
    let seen: RunRequest | undefined;
    const plugin = definePlugin({
      name: 'see',
      hooks: {
        on_run_start: ({ request }: { request: RunRequest }) => {
          seen = request;
        },
      },
    });
    const { events } = await play(
      nodes,
      { tags: ['mid'], keepGoing: true, nodes: ['b'], select: [] },
      { plugins: [plugin] },
    );
    expect(seen).toEqual({
      pipeline: undefined,
      select: [],
      exclude: [],
      nodes: ['b'],
      fromNodes: [],
      toNodes: [],
      fromInputs: [],
      toOutputs: [],
      tags: ['mid'],
      loadVersions: {},
      runner: 'sequential',
      concurrency: undefined,
      onlyMissingOutputs: false,
      keepGoing: true,
      resume: undefined,
    });
    expect(Object.isFrozen(seen)).toBe(true);
    expect(events[0]).toMatchObject({ request: { nodes: ['b'], tags: ['mid'], keepGoing: true } });
  });

  it.each([
    [{ node: ['a'] }, 'Did you mean "nodes"?'],
    [{ nodes: 'a' }, "Write nodes: ['…']."],
    [{ concurrency: 0 }, undefined],
  ])('refuses %o before there is a run', async (options, hint) => {
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)] });
    await expect(project.run(options as never)).rejects.toMatchObject({
      code: 'RUN_REQUEST_INVALID',
      ...(hint === undefined ? {} : { hint }),
    });
  });

  it('refuses a runner that is not there', async () => {
    const { result } = await play(nodes, { runner: 'concurent' });
    const refusal = { code: 'RUNNER_UNKNOWN', hint: 'Did you mean "concurrent"?' };
    expect(result.outcome.error).toMatchObject(refusal);
    await using project = await createTestProject({ pipelines: [pipeline('p', nodes)] });
    await expect(project.session.plan({ runner: 'concurent' })).rejects.toMatchObject(refusal);
    const missing = 'Installed packages bring others: @pintle/runner-bullmq brings bullmq.';
    await expect(project.session.plan({ runner: 'bullmq' })).rejects.toMatchObject({
      code: 'RUNNER_UNKNOWN',
      hint: `Runners: sequential, concurrent, worker. ${missing}`,
    });
  });
});

describe('cancelling', () => {
  const patient: PipelineNode['run'] = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it('aborts what runs, starts nothing more, and is no error', async () => {
    const controller = new AbortController();
    const running = play(
      [
        plain('a', [], ['x']),
        plain('b', ['x'], ['y'], {
          run: (inputs, context) => {
            setTimeout(() => controller.abort('SIGINT'), 5);
            return patient(inputs, context);
          },
        }),
        plain('c', ['y'], ['z']),
      ],
      { signal: controller.signal },
    );
    const { result, lines, events } = await running;
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_run_start",
        "after_catalog_created",
        "before_pipeline_run",
        "on_node_end a · success",
        "on_node_end b · cancelled",
        "on_node_skipped c · cancelled",
        "on_node_end c · cancelled",
        "on_run_end · cancelled",
      ]
    `);
    expect(result.outcome).toMatchObject({ status: 'cancelled', reason: 'SIGINT' });
    expect(result.nodes.get('b')).toMatchObject({ status: 'cancelled', reason: 'SIGINT' });
    expect(result.stats).toMatchObject({ nodesSucceeded: 1, nodesCancelled: 2 });
    expect(() => result.throwIfFailed()).toThrow(expect.objectContaining({ code: 'RUN_CANCELLED' }));
    expect(events.at(-1)).toMatchObject({ type: 'run_ended', status: 'cancelled', reason: 'SIGINT' });
  });

  it('before the start runs nothing', async () => {
    const { lines, result } = await play(nodes, { signal: AbortSignal.abort('SIGTERM') });
    expect(lines[0]).toBe('on_run_start');
    expect(lines.at(-1)).toBe('on_run_end · cancelled');
    expect(result.outcome.reason).toBe('SIGTERM');
    expect([...result.nodes.values()].every(({ status }) => status === 'cancelled')).toBe(true);
  });

  it('lets a node that finishes all the same save what it made', async () => {
    const controller = new AbortController();
    const { result } = await play(
      [
        plain('a', [], ['x'], {
          run: async () => {
            controller.abort('SIGINT');
            await new Promise(setImmediate);
            return { x: 1 };
          },
        }),
      ],
      { signal: controller.signal },
    );
    expect(result.outcome.status).toBe('success');
    expect(result.outputs).toEqual({ x: 1 });
  });

  it('does not wait longer than its grace for a node that hangs', async () => {
    const controller = new AbortController();
    const { result } = await play(
      [
        plain('a', [], ['x'], {
          run: () => {
            setTimeout(() => controller.abort('SIGINT'), 5);
            return new Promise(() => {});
          },
        }),
      ],
      { signal: controller.signal },
      { runs: { graceMs: 40 } },
    );
    expect(result.outcome).toMatchObject({ status: 'cancelled' });
    expect(result.outcome.durationMs).toBeLessThan(1000);
  });

  it.each([
    'on_node_start',
    'before_dataset_loaded',
    'before_node_run',
    'on_node_end',
    'after_pipeline_run',
    'on_run_end',
    'on_run_event',
    'before_pipeline_run',
    'on_run_start',
  ] as const)('does not wait longer than its grace for %s that hangs', async (hook) => {
    const controller = new AbortController();
    const hanging = hangAt(hook, { times: 1 });
    const look = setInterval(() => {
      if (hanging.hits > 0) controller.abort('SIGINT');
    }, 5);
    const { result } = await play(
      [plain('a', ['params:p'], ['x'])],
      { signal: controller.signal },
      { runs: { graceMs: 40 }, plugins: [hanging], files: { 'conf/base/parameters.yml': 'p: 1' } },
    );
    clearInterval(look);
    expect(hanging.hits).toBe(1);
    expect(['cancelled', 'success']).toContain(result.outcome.status);
    expect(result.outcome.durationMs).toBeLessThan(5000);
    // Of the end hooks, which a run waits for, it is told that one was given up.
    if (!/end$|^after|event$/.test(hook)) return;
    expect(result.hookFailures[0]).toMatchObject({
      hook,
      error: {
        code: 'RUN_GRACE_OVER',
        message: 'The run was cancelled and a hook did not stop within its grace.',
        hint: 'Let it watch its signal.',
      },
    });
  });

  it('ends a wait for the next attempt', async () => {
    const controller = new AbortController();
    const { result } = await play(
      [
        plain('a', [], ['x'], {
          retry: { maxAttempts: 2, delayMs: 60_000 },
          run: () => {
            setTimeout(() => controller.abort('SIGINT'), 5);
            return fail();
          },
        }),
      ],
      { signal: controller.signal },
    );
    expect(result.nodes.get('a')).toMatchObject({ status: 'cancelled', attempt: 1 });
  });
});

describe('a run that was taken over', () => {
  it('writes and calls nothing more', async () => {
    const recorder = recordHooks({ except: ['on_run_event'] });
    const take: PipelineNode = {
      ...plain('b', ['x'], ['y']),
      async run(_, { run, signal }) {
        // What a process on another host does that has waited in vain for this one.
        writeFileSync(join(project.dir, '.pintle', 'runs', run.runId, 'lease-2.json'), '{"host":"elsewhere","pid":1}');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return { y: 1 };
      },
    };
    await using project = await createTestProject({
      pipelines: [pipeline('p', [plain('a', [], ['x']), take])],
      plugins: [recorder],
      runs: { leaseMs: 60 },
    });
    const result = await project.run();
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'RUN_LEASE_LOST' } });
    expect(recorder.lines().at(-1)).toBe('run_node b');
    expect(project.events(result.run.runId).at(-1)).toMatchObject({ type: 'node_started', node: 'b' });
  });
});
