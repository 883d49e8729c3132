import { readFile } from 'node:fs/promises';
import { type AnyHookSpec, PluginManager } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { HOOK_NAME, pintleSpecs, VERSION } from './index.js';

const specs = pintleSpecs.flatMap(({ hooks }): [string, AnyHookSpec][] => Object.entries(hooks));

describe('pintleSpecs', () => {
  it('declare each hook once: a manager takes all of them', () => {
    const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
    expect(Object.keys(pm.hook).toSorted()).toEqual(specs.map(([name]) => name).toSorted());
  });

  it('have the kinds that the lifecycle promises', () => {
    const kindOf = ({ kind, sync, key }: AnyHookSpec): string =>
      [sync ? 'sync' : '', kind, key].filter(Boolean).join(' ');
    expect(Object.fromEntries(specs.map(([name, spec]) => [name, kindOf(spec)]))).toEqual({
      before_command_run: 'notify',
      after_command_run: 'notify',
      after_context_created: 'notify',
      after_catalog_created: 'notify',
      register_pipelines: 'collect',
      after_pipelines_registered: 'notify',
      before_pipeline_run: 'notify',
      after_pipeline_run: 'notify',
      on_pipeline_error: 'notify',
      on_run_start: 'notify',
      on_run_end: 'notify',
      on_run_event: 'notify',
      on_node_start: 'notify',
      before_node_run: 'assign inputs',
      run_node: 'first',
      after_node_run: 'assign outputs',
      on_node_error: 'notify',
      on_node_retry: 'notify',
      on_node_skipped: 'notify',
      on_node_end: 'notify',
      inject_context: 'sync assign carrier',
      register_dataset_types: 'collect',
      before_dataset_loaded: 'notify',
      after_dataset_loaded: 'pipe data',
      before_dataset_saved: 'pipe data',
      after_dataset_saved: 'notify',
      on_dataset_error: 'notify',
      before_model: 'notify',
      after_model: 'notify',
    });
  });

  it('say which version of which package brought them', async () => {
    const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({ name: '@pintle/hookspecs', version: VERSION });
    for (const { about } of pintleSpecs) expect(about).toEqual({ package: '@pintle/hookspecs', version: VERSION });
    expect(specs.filter(([, { since }]) => !/^\d+\.\d+\.\d+$/.test(since ?? ''))).toEqual([]);
  });
});

describe('HOOK_NAME', () => {
  it('describes every hook', () => {
    expect(specs.map(([name]) => name).filter((name) => !HOOK_NAME.test(name))).toEqual([]);
  });

  it.each([
    'before_dataset_loaded',
    'on_node_error',
    'register_dataset_types',
    'run_node',
    'inject_context',
    'on_lineage_recorded',
  ])('takes %s for a hook', (name) => expect(name).toMatch(HOOK_NAME));

  it.each([
    'beforeNodeRun',
    'before',
    'on_error',
    'register_',
    'run_pipeline',
    'BEFORE_NODE_RUN',
    'before__run',
    '_on_node_end',
    'on_node_end_',
    'handle_node_end',
  ])('does not take %s for a hook', (name) => expect(name).not.toMatch(HOOK_NAME));

  it('lets a manager find the misspelt method of a class', () => {
    class ProjectHooks {
      before_node_runs(): void {}
      helper_of_mine(): void {}
    }
    const pm = new PluginManager('pintle', { hookNames: HOOK_NAME }).addHookSpecs(...pintleSpecs);
    pm.register(new ProjectHooks());
    expect(() => pm.checkPending()).toThrowError(
      expect.objectContaining({
        code: 'HOOK_UNKNOWN',
        pending: [{ hook: 'before_node_runs', plugin: 'ProjectHooks' }],
      }),
    );
  });
});
