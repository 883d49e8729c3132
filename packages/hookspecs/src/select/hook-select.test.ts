import { HookError, PluginManager } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { definePlugin } from '../host.js';
import { pintleSpecs } from '../specs.js';
import { buildArgs, buildNode, DECLARED_HOOKS } from '../testing/index.js';
import { nodeGraph } from './graph.js';
import { checkHookSelects, hookSelects, isSelectable, type SelectingImpl } from './hook-select.js';

const clean = buildNode({ name: 'clean', inputs: ['raw'], outputs: ['rows'], tags: ['staging'] });
const daily = buildNode({ name: 'daily', inputs: ['rows'], outputs: ['days'], tags: ['mart'] });
const scope = { graph: nodeGraph([clean, daily]) };

const impl = (hook: string, select: unknown, pluginName = 'acme'): SelectingImpl => ({ hook, pluginName, select });

function refusalOf(...impls: SelectingImpl[]): HookError<string> | undefined {
  try {
    checkHookSelects(impls);
    return undefined;
  } catch (error) {
    if (error instanceof HookError) return error;
    throw error;
  }
}

describe('isSelectable', () => {
  it('holds for exactly the hooks whose args have a node', () => {
    expect(DECLARED_HOOKS.filter(isSelectable)).toEqual(DECLARED_HOOKS.filter((hook) => 'node' in buildArgs(hook)));
  });
});

describe('checkHookSelects', () => {
  it('accepts selects on node, dataset and model hooks', () => {
    expect(
      refusalOf(
        impl('on_node_end', 'tag:mart'),
        impl('after_dataset_loaded', 'dataset:raw'),
        impl('after_model', 'm*'),
      ),
    ).toBe(undefined);
  });

  it('names plugin, hook and position of a malformed select', () => {
    const error = refusalOf(impl('on_node_end', 'tag:a,,b'));
    expect(error).toMatchObject({ code: 'SELECT_INVALID', plugin: 'acme', hook: 'on_node_end' });
    expect(error?.message).toContain('Plugin "acme", hook "on_node_end": Selector "tag:a,,b", position 7');
    expect(error?.cause).toMatchObject({ position: 7 });
  });

  it.each(['on_run_end', 'after_pipeline_run', 'on_run_event', 'register_dataset_types', 'before_command_run'])(
    'refuses a select on %s',
    (hook) => {
      expect(refusalOf(impl(hook, 'tag:mart'))).toMatchObject({ code: 'SELECT_INVALID', plugin: 'acme', hook });
      expect(refusalOf(impl(hook, 'tag:mart'), impl('on_node_end', undefined))).toBeDefined();
      expect(refusalOf(impl(hook, 'tag:mart'), impl('on_node_end', 'tag:mart', 'other'))).toBeDefined();
    },
  );

  it('accepts a select that was given at registration for a plugin with hooks of both kinds', () => {
    const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
    pm.register(
      definePlugin({
        name: 'acme',
        hooks: { on_run_end: () => {}, on_node_end: { select: 'clean', handler: () => {} } },
      }),
      { select: 'tag:staging' },
    );
    const impls = [...pm.hook.on_run_end.getHookImpls(), ...pm.hook.on_node_end.getHookImpls()];
    expect(() => checkHookSelects(impls)).not.toThrow();
    const selects = hookSelects(scope);
    const [onNodeEnd] = pm.hook.on_node_end.getHookImpls();
    const [onRunEnd] = pm.hook.on_run_end.getHookImpls();
    expect(onNodeEnd && [clean, daily].map((node) => selects.accepts(onNodeEnd, node))).toEqual([true, false]);
    expect(onRunEnd && selects.accepts(onRunEnd, daily)).toBe(true);
  });
});

describe('hookSelects', () => {
  const selects = hookSelects(scope);

  it('accepts everything without a select', () => {
    expect(selects.accepts(impl('on_node_end', undefined), clean)).toBe(true);
    expect(selects.report(impl('on_node_end', undefined))).toBeUndefined();
    expect(selects.problems(impl('on_node_end', undefined))).toEqual([]);
  });

  it('limits node hooks by node, dataset hooks by dataset', () => {
    const onNode = impl('on_node_end', 'dataset:raw');
    const onLoad = impl('after_dataset_loaded', 'dataset:raw');
    expect([clean, daily].map((node) => selects.accepts(onNode, node, 'rows'))).toEqual([true, false]);
    expect(['raw', 'rows'].map((name) => selects.accepts(onLoad, clean, name))).toEqual([true, false]);
    expect([onNode, onLoad].map(selects.looksAtDataset)).toEqual([false, true]);
  });

  it('demands the select of the implementation and that of the registration', () => {
    const both = impl('on_node_end', ['tag:staging', 'tag:mart']);
    expect([clean, daily].map((node) => selects.accepts(both, node))).toEqual([false, false]);
  });

  it('reports what a select matches and what in it never can', () => {
    expect(selects.report(impl('on_node_end', 'tag:mart'))).toMatchObject({ nodes: ['daily'], problems: [] });
    expect(selects.problems(impl('on_node_end', 'tag:mrt'))).toMatchObject([{ hint: 'Did you mean "mart"?' }]);
  });

  it('warns of a dataset that is never loaded, or never saved', () => {
    expect(selects.problems(impl('before_dataset_loaded', 'dataset:days'))).toHaveLength(1);
    expect(selects.problems(impl('before_dataset_saved', 'dataset:raw'))).toHaveLength(1);
    const inPlace = hookSelects({ graph: nodeGraph([{ ...clean, loads: [] }]) });
    expect(inPlace.problems(impl('before_dataset_loaded', 'dataset:raw'))).toHaveLength(1);
    expect(selects.problems(impl('on_dataset_error', 'dataset:raw,dataset:days'))).toEqual([]);
  });

  it('makes scopes of a manager in which only accepted implementations take part', async () => {
    const seen: string[] = [];
    const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
    pm.register(
      definePlugin({
        name: 'acme',
        hooks: { on_node_end: { select: '+tag:mart !daily', handler: ({ node }) => void seen.push(node.name) } },
      }),
    );
    for (const node of [clean, daily]) {
      const hook = pm.scope((one) => selects.accepts(one, node));
      await hook.on_node_end(buildArgs('on_node_end', { node }));
    }
    expect(seen).toEqual(['clean']);
  });
});
