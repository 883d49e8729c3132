import { definePlugin, HookError } from '@pintle/core';
import type { Model, PipelineNode } from '@pintle/hookspecs';
import { failAt, recordHooks } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject, type TestProjectOptions } from '../testing/index.js';

const MODEL: Model = { name: 'mart', path: 'models/mart.sql', tags: [], meta: {}, status: 'pending' };

function nodeWith(more: Partial<PipelineNode> = {}): PipelineNode {
  return {
    name: 'n',
    inputs: ['in', 'params:p'],
    outputs: ['out', 'log'],
    run: ({ in: data }) => ({ out: data, log: 'done' }),
    ...more,
  };
}

/** Plays one node, and gives the lines that were recorded of it. */
async function play(node: PipelineNode, options: TestProjectOptions = {}) {
  const recorder = recordHooks({ except: ['on_run_event'] });
  await using project = await createTestProject({
    files: {
      'conf/base/parameters.yml': 'p: 1',
      'conf/base/catalog.yml': 'in: { type: json, path: in.json }',
      'in.json': [1],
    },
    pipelines: [pipeline('p', [node])],
    ...options,
    plugins: [...(options.plugins ?? []), recorder],
  });
  const result = await project.run();
  return { result, lines: recorder.linesOf('n'), calls: recorder.calls, events: project.events(result.run.runId) };
}

describe('the life of a node', () => {
  it('loads in declared order, runs, saves in declared order', async () => {
    const { lines, result } = await play(nodeWith());
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_node_start n",
        "before_dataset_loaded in · n",
        "after_dataset_loaded in · n",
        "before_dataset_loaded params:p · n",
        "after_dataset_loaded params:p · n",
        "before_node_run n",
        "run_node n",
        "after_node_run n",
        "before_dataset_saved out · n",
        "after_dataset_saved out · n",
        "before_dataset_saved log · n",
        "after_dataset_saved log · n",
        "on_node_end n · success",
      ]
    `);
    expect(result.outputs).toEqual({ out: [1], log: 'done' });
  });

  it('ends at a load that fails', async () => {
    const { lines, result } = await play(nodeWith(), {
      files: { 'conf/base/parameters.yml': 'p: 1', 'conf/base/catalog.yml': 'in: { type: json, path: nowhere.json }' },
    });
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_node_start n",
        "before_dataset_loaded in · n",
        "on_dataset_error in · n · load",
        "on_node_error n · load",
        "on_node_end n · error",
      ]
    `);
    expect(result.outcome).toMatchObject({ status: 'error', error: { node: 'n', dataset: 'in', operation: 'load' } });
  });

  it('ends at a function that fails, whose error travels untouched', async () => {
    const error = new RangeError('no rows');
    const { lines, result, events } = await play(nodeWith({ run: () => Promise.reject(error) }));
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_node_start n",
        "before_dataset_loaded in · n",
        "after_dataset_loaded in · n",
        "before_dataset_loaded params:p · n",
        "after_dataset_loaded params:p · n",
        "before_node_run n",
        "run_node n",
        "on_node_error n · run",
        "on_node_end n · error",
      ]
    `);
    expect(result.outcome.error).toBe(error);
    expect(() => result.throwIfFailed()).toThrow(error);
    expect(events.find((event) => event.type === 'node_ended')).toMatchObject({
      status: 'error',
      error: { name: 'RangeError', message: 'no rows' },
    });
  });

  it('has an error also when nothing was thrown', async () => {
    const nothing: unknown = undefined;
    const { result } = await play(
      nodeWith({
        run: () => {
          // oxlint-disable-next-line typescript/only-throw-error -- as careless code does
          throw nothing;
        },
      }),
    );
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'NODE_THREW_NOTHING' } });
  });

  it('ends at a save that fails', async () => {
    const { lines, result } = await play(nodeWith({ run: () => ({ out: 1, log: undefined }) }));
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_node_start n",
        "before_dataset_loaded in · n",
        "after_dataset_loaded in · n",
        "before_dataset_loaded params:p · n",
        "after_dataset_loaded params:p · n",
        "before_node_run n",
        "run_node n",
        "after_node_run n",
        "before_dataset_saved out · n",
        "after_dataset_saved out · n",
        "before_dataset_saved log · n",
        "on_dataset_error log · n · save",
        "on_node_error n · save",
        "on_node_end n · error",
      ]
    `);
    expect(result.outcome.error).toMatchObject({ code: 'DATASET_SAVE_UNDEFINED', node: 'n', dataset: 'log' });
  });

  it.each([
    ['before_dataset_loaded', 'hook'],
    ['after_dataset_loaded', 'hook'],
    ['before_node_run', 'hook'],
    ['run_node', 'hook'],
    ['after_node_run', 'hook'],
    ['before_dataset_saved', 'hook'],
  ] as const)('fails with %s, which guards it', async (hook, phase) => {
    const { calls, result } = await play(nodeWith(), { plugins: [failAt(hook)] });
    expect(calls.find((call) => call.hook === 'on_node_error')).toMatchObject({ phase, willRetry: false });
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'FAULT_INJECTED' } });
    expect(result.hookFailures).toEqual([]);
  });

  it.each(['on_node_start', 'after_dataset_saved', 'on_node_end'] as const)(
    'does not fail with %s, which is recorded',
    async (hook) => {
      const { result, events } = await play(nodeWith(), { plugins: [failAt(hook, { times: 1 })] });
      expect(result.outcome.status).toBe('success');
      expect(result.hookFailures).toEqual([
        {
          hook,
          plugin: `failAt(${hook})`,
          node: 'n',
          attempt: 1,
          error: expect.objectContaining({ code: 'FAULT_INJECTED' }),
        },
      ]);
      expect(result.stats.hookFailures).toBe(1);
      expect(events.filter((event) => event.type === 'hook_failed')).toEqual([
        expect.objectContaining({
          hook,
          plugin: `failAt(${hook})`,
          node: 'n',
          error: expect.objectContaining({ code: 'FAULT_INJECTED' }),
        }),
      ]);
    },
  );

  it('records every plugin that fails in one call', async () => {
    const { result } = await play(nodeWith(), {
      plugins: [failAt('on_node_end', { name: 'one' }), failAt('on_node_end', { name: 'two' })],
    });
    expect(result.hookFailures.map(({ plugin }) => plugin)).toEqual(['two', 'one']);
  });

  it('keeps the error of the node when a hook fails on it', async () => {
    const { result } = await play(
      nodeWith({
        run: () => {
          throw new RangeError('the node');
        },
      }),
      { plugins: [failAt('on_node_error')] },
    );
    expect(result.outcome.error).toEqual(new RangeError('the node'));
    expect(result.hookFailures.map(({ hook }) => hook)).toEqual(['on_node_error']);
  });

  it('calls a policy-kept failure a hook failure all the same', async () => {
    const plugin = definePlugin({
      name: 'lax',
      hooks: {
        before_node_run: {
          onError: 'warn',
          handler: () => {
            throw new TypeError('never mind');
          },
        },
      },
    });
    const { result } = await play(nodeWith(), { plugins: [plugin] });
    expect(result.outcome.status).toBe('success');
    expect(result.hookFailures).toMatchObject([{ hook: 'before_node_run', plugin: 'lax' }]);
  });

  it('lets hooks put other data in place', async () => {
    const plugin = definePlugin({
      name: 'changes',
      hooks: {
        after_dataset_loaded: ({ data, datasetName }: { data: unknown; datasetName: string }) =>
          datasetName === 'in' ? [...(data as number[]), 2] : undefined,
        before_node_run: ({ inputs }: { inputs: { in: number[] } }) => ({ in: [...inputs.in, 3] }),
        after_node_run: ({ outputs }: { outputs: { out: number[] } }) => ({ out: [...outputs.out, 4] }),
        before_dataset_saved: ({ data, datasetName }: { data: unknown; datasetName: string }) =>
          datasetName === 'out' ? [...(data as number[]), 5] : undefined,
      },
    });
    const { result } = await play(nodeWith(), { plugins: [plugin] });
    expect(result.outputs['out']).toEqual([1, 2, 3, 4, 5]);
  });

  it('refuses inputs that the node does not have, and names the plugin', async () => {
    const { result } = await play(nodeWith(), {
      plugins: [definePlugin({ name: 'guess', hooks: { before_node_run: () => ({ inn: 1 }) } })],
    });
    expect(result.outcome.error).toMatchObject({ code: 'HOOK_RESULT_INVALID', plugin: 'guess' });
  });

  it('does not run what another plugin answers for, and says so', async () => {
    const plugin = definePlugin({
      name: 'cache',
      hooks: {
        run_node: {
          wrapper: (args: { markCached(): void }) => {
            args.markCached();
            return { out: 'kept', log: 'kept' };
          },
        },
      },
    });
    const { result, lines, events } = await play(
      nodeWith({
        run: () => {
          throw new TypeError('must not run');
        },
      }),
      { plugins: [plugin] },
    );
    expect(result.nodes.get('n')).toMatchObject({ status: 'cached' });
    expect(result.stats).toMatchObject({ nodesCached: 1, nodesSucceeded: 0 });
    expect(result.outputs).toEqual({ out: 'kept', log: 'kept' });
    expect(lines.slice(-2)).toMatchInlineSnapshot(`
      [
        "on_node_skipped n · cached",
        "on_node_end n · cached",
      ]
    `);
    expect(events.at(-2)).toMatchObject({ type: 'node_ended', status: 'cached' });
  });

  it('loads only what it says it loads', async () => {
    const { lines, result } = await play(nodeWith({ inputs: ['in', 'elsewhere'], loads: ['in'] }));
    expect(lines.filter((line) => line.startsWith('before_dataset_loaded'))).toEqual(['before_dataset_loaded in · n']);
    expect(result.outcome.status).toBe('success');
  });

  it('tells what the node reported', async () => {
    const models: unknown[] = [];
    const plugin = definePlugin({
      name: 'models',
      hooks: {
        before_model: ({ model }: { model: Model }) => void models.push(model),
        after_model: ({ model }: { model: Model }) => void models.push(model),
      },
    });
    const node = nodeWith({
      model: MODEL,
      run: (_, { report }) => {
        report({ rowsAffected: 7, elapsedMs: 3 });
        return { out: 1, log: 1 };
      },
    });
    const { lines, events } = await play(node, { plugins: [plugin] });
    expect(models).toEqual([
      { ...MODEL, status: 'running' },
      { ...MODEL, status: 'success', rowsAffected: 7, elapsedMs: 3 },
    ]);
    expect([lines[0], lines.at(-2)]).toMatchInlineSnapshot(`
      [
        "before_model n",
        "after_model n",
      ]
    `);
    expect(events.find((event) => event.type === 'node_ended')).toMatchObject({ rowsAffected: 7 });
  });

  it('starts no attempt when before_model fails, and calls after_model', async () => {
    const { lines, result } = await play(nodeWith({ model: MODEL, retry: { maxAttempts: 3 } }), {
      plugins: [failAt('before_model')],
    });
    expect(lines).toMatchInlineSnapshot(`
      [
        "before_model n",
        "on_node_error n · hook",
        "after_model n",
        "on_node_end n · error",
      ]
    `);
    expect(result.nodes.get('n')).toMatchObject({ status: 'error', attempt: 0 });
  });

  it('gives the function its context', async () => {
    let seen: unknown;
    const { result } = await play(
      nodeWith({
        run: (_, context) => {
          seen = {
            ...context,
            signal: context.signal instanceof AbortSignal,
            log: typeof context.log.info,
            report: typeof context.report,
          };
          return { out: 1, log: 1 };
        },
      }),
    );
    const { run } = result;
    expect(seen).toMatchObject({
      run,
      attempt: 1,
      idempotencyKey: `${run.runId}/n`,
      signal: true,
      log: 'function',
      report: 'function',
      resources: run.resources,
    });
  });

  it('says which dataset a coded error is about', async () => {
    const { result } = await play(
      nodeWith({
        run: () => {
          throw new HookError('MY_CODE', 'mine');
        },
      }),
    );
    expect(result.outcome.error).toMatchObject({ code: 'MY_CODE' });
  });
});
