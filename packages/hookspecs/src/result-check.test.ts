import { type HookError, isHookError, PluginManager } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineDatasetType } from './dataset.js';
import { pintleSpecs } from './specs.js';
import { buildArgs, buildNode, buildPipeline } from './testing/index.js';

function manager(hooks: Record<string, unknown>) {
  const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
  pm.register({ name: 'acme', hooks });
  return pm;
}

async function refusalOf(call: () => unknown): Promise<HookError<string>> {
  try {
    await call();
  } catch (error) {
    if (isHookError(error)) return error;
    throw error;
  }
  throw new Error('expected the result to be refused');
}

const node = buildNode({ name: 'clean', inputs: ['orders', 'params:year'], outputs: ['rows'] });

describe('before_node_run', () => {
  it('replaces inputs by name and leaves the others', async () => {
    const pm = manager({ before_node_run: async () => ({ orders: 2 }) });
    const args = buildArgs('before_node_run', { node, inputs: { orders: 1, 'params:year': 2026 } });
    expect(await pm.hook.before_node_run(args)).toEqual({ orders: 2, 'params:year': 2026 });
    expect(args.inputs).toEqual({ orders: 1, 'params:year': 2026 });
  });

  it('refuses a key that is no input, naming plugin, node, inputs and the near match', async () => {
    const pm = manager({ before_node_run: () => ({ order: 2 }) });
    const error = await refusalOf(() => pm.hook.before_node_run(buildArgs('before_node_run', { node })));
    expect(error).toMatchObject({ code: 'HOOK_RESULT_INVALID', hook: 'before_node_run', plugin: 'acme' });
    expect(error.cause).toMatchObject({ code: 'NODE_INPUT_UNKNOWN', hint: 'Did you mean "orders"?' });
    expect(isHookError(error.cause) && error.cause.message).toBe(
      'Node "clean" has no input "order": its inputs are "orders", "params:year". Did you mean "orders"?',
    );
  });

  it('refuses an input that the node reads where it is', async () => {
    const pm = manager({ before_node_run: () => ({ orders: [] }) });
    const model = buildNode({ name: 'model', inputs: ['orders', 'params:x'], loads: ['params:x'] });
    const error = await refusalOf(() => pm.hook.before_node_run(buildArgs('before_node_run', { node: model })));
    expect(error.cause).toMatchObject({
      code: 'NODE_INPUT_NOT_LOADED',
      message: 'Node "model" reads its input "orders" where it is: there is nothing to replace.',
    });
  });

  it.each([[['orders']], ['orders'], [7], [true]])('refuses %j, which is no record', async (value) => {
    const pm = manager({ before_node_run: () => value });
    const error = await refusalOf(() => pm.hook.before_node_run(buildArgs('before_node_run', { node })));
    expect(error.code).toBe('HOOK_RESULT_INVALID');
  });
});

describe('after_node_run and run_node', () => {
  it('refuse a key that is no output', async () => {
    const pm = manager({ after_node_run: () => ({ row: 1 }), run_node: () => ({ orders: 1 }) });
    const after = await refusalOf(() =>
      pm.hook.after_node_run(buildArgs('after_node_run', { node, outputs: { rows: 0 } })),
    );
    expect(after.cause).toMatchObject({ code: 'NODE_OUTPUT_UNKNOWN', hint: 'Did you mean "rows"?' });
    const run = await refusalOf(() => pm.hook.run_node(buildArgs('run_node', { node })));
    expect(run.cause).toMatchObject({ code: 'NODE_OUTPUT_UNKNOWN' });
  });

  it.each([
    [7, '7'],
    [['rows'], 'an array'],
  ])('of run_node refuse %j, which is no record', async (value, words) => {
    const pm = manager({ run_node: () => value });
    const error = await refusalOf(() => pm.hook.run_node(buildArgs('run_node', { node })));
    expect(error).toMatchObject({ code: 'HOOK_RESULT_INVALID', plugin: 'acme', hint: 'Write { rows: value }.' });
    expect(error.cause).toMatchObject({
      code: 'NODE_DATA_INVALID',
      message: `Node "clean" expects its outputs as an object by dataset name, got ${words}.`,
    });
  });

  it('say so when there are none at all', async () => {
    const pm = manager({ after_node_run: () => ({ rows: 1 }) });
    const sink = buildNode({ name: 'sink', outputs: [] });
    const error = await refusalOf(() =>
      pm.hook.after_node_run(buildArgs('after_node_run', { node: sink, outputs: {} })),
    );
    expect(isHookError(error.cause) && error.cause.message).toBe(
      'Node "sink" has no output "rows": it has no outputs.',
    );
  });
});

describe('register_pipelines', () => {
  const args = buildArgs('register_pipelines');

  it('takes pipelines, structural ones, and lists of both', async () => {
    const structural = { name: 'extra', nodes: [node] };
    const pm = manager({ register_pipelines: [() => buildPipeline(), () => [structural, buildPipeline([], 'empty')]] });
    expect((await pm.hook.register_pipelines(args)).flat().map(({ name }) => name)).toEqual(['extra', 'empty', 'test']);
  });

  it.each([
    [7, 'The result expects { name, nodes }, got 7.'],
    [[{ name: 'x', nodes: [] }, { nodes: [] }], 'Item 2 of the result expects { name, nodes }, got an object.'],
    [
      { name: 'x', nodes: [{ ...node, inputs: 'orders' }] },
      'Pipeline "x", node "clean": inputs: expected an array of dataset names, got "orders".',
    ],
    [
      { name: 'x', nodes: [{ ...node, outputs: undefined }] },
      'Pipeline "x", node "clean": outputs: expected an array of dataset names, got undefined.',
    ],
    [
      { name: 'x', nodes: [{ ...node, run: undefined }] },
      'Pipeline "x", node "clean": run: expected a function, got undefined.',
    ],
    [
      { name: 'x', nodes: [{ ...node, name: '' }] },
      'Pipeline "x", node "": name: expected a non-empty string, got "".',
    ],
    [{ name: 'x', nodes: [null] }, 'Pipeline "x", node 1: expected an object, got null.'],
  ])('refuses %j', async (result, message) => {
    const error = await refusalOf(() => manager({ register_pipelines: () => result }).hook.register_pipelines(args));
    expect(error.code).toBe('HOOK_RESULT_INVALID');
    expect(error.cause).toMatchObject({ code: 'PIPELINE_INVALID', message });
  });
});

describe('register_dataset_types', () => {
  const args = buildArgs('register_dataset_types');
  const clock = defineDatasetType({
    type: 'clock',
    schema: z.object({ utc: z.boolean() }),
    create: ({ config }) => ({ type: 'clock', load: () => config.utc, save: () => {} }),
  });

  it('takes a type or a list of them', async () => {
    const pm = manager({ register_dataset_types: [() => clock, () => [clock]] });
    expect((await pm.hook.register_dataset_types(args)).flat()).toEqual([clock, clock]);
  });

  it.each([
    [{ ...clock, type: '' }, 'The result type: expects a non-empty string, got "".'],
    [
      { ...clock, schema: {} },
      'The result of type "clock", schema: expects a Standard Schema (zod, valibot, …), got an object.',
    ],
    [[clock, { ...clock, create: 1 }], 'Item 2 of the result of type "clock", create: expects a function, got 1.'],
    ['clock', 'The result expects { type, schema, create }, got "clock".'],
  ])('refuses what is none', async (result, message) => {
    const error = await refusalOf(() =>
      manager({ register_dataset_types: () => result }).hook.register_dataset_types(args),
    );
    expect(error.cause).toMatchObject({ code: 'DATASET_TYPE_INVALID', message });
  });
});
