import { PluginManager } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { pintleSpecs } from '../specs.js';
import { buildArgs, buildEvent, buildNode, buildOutcome, buildRequest, DECLARED_HOOKS, recordHooks } from './index.js';

function recording(options?: Parameters<typeof recordHooks>[0]) {
  const recorder = recordHooks(options);
  const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
  pm.register(recorder);
  return { recorder, pm };
}

describe('recordHooks', () => {
  it('implements every hook and answers none', async () => {
    const { recorder, pm } = recording();
    expect(pm.getHookCallers(recorder)?.toSorted()).toEqual(DECLARED_HOOKS.toSorted());
    expect(await pm.hook.run_node(buildArgs('run_node'))).toBeUndefined();
    expect(await pm.hook.before_node_run(buildArgs('before_node_run', { inputs: { raw: 7 } }))).toEqual({ raw: 7 });
    expect(await pm.hook.register_pipelines(buildArgs('register_pipelines'))).toEqual([]);
    expect(pm.hook.inject_context(buildArgs('inject_context', { carrier: { a: 'b' } }))).toEqual({ a: 'b' });
  });

  it('records a line for each call', async () => {
    const { recorder, pm } = recording();
    await pm.hook.before_command_run(
      buildArgs('before_command_run', { commandArgs: { command: ['hooks', 'list'], args: [], options: {} } }),
    );
    await pm.hook.after_context_created(buildArgs('after_context_created'));
    await pm.hook.on_run_start(buildArgs('on_run_start'));
    await pm.hook.on_run_event(buildArgs('on_run_event', { event: buildEvent('node_started') }));
    await pm.hook.on_node_start(buildArgs('on_node_start', { attempt: 2 }));
    await pm.hook.before_dataset_loaded(buildArgs('before_dataset_loaded'));
    await pm.hook.on_dataset_error(buildArgs('on_dataset_error'));
    await pm.hook.on_node_error(buildArgs('on_node_error', { phase: 'load' }));
    await pm.hook.on_node_retry(buildArgs('on_node_retry'));
    await pm.hook.on_node_skipped(buildArgs('on_node_skipped'));
    await pm.hook.on_node_end(buildArgs('on_node_end', { outcome: buildOutcome('timed_out') }));
    await pm.hook.on_run_end(buildArgs('on_run_end', { outcome: buildOutcome('error') }));
    expect(recorder.lines()).toMatchInlineSnapshot(`
      [
        "before_command_run hooks list",
        "after_context_created",
        "on_run_start",
        "on_run_event node_started · clean",
        "on_node_start clean #2",
        "before_dataset_loaded raw · clean",
        "on_dataset_error raw · clean · load",
        "on_node_error clean · load",
        "on_node_retry clean · 2",
        "on_node_skipped clean · upstream_failed",
        "on_node_end clean · timed_out",
        "on_run_end · error",
      ]
    `);
    expect(recorder.linesOf('clean')).toHaveLength(7);
    recorder.clear();
    expect(recorder.lines()).toEqual([]);
  });

  it('keeps plain data: what it recorded survives JSON', async () => {
    const { recorder, pm } = recording();
    await pm.hook.on_run_start(buildArgs('on_run_start', { request: buildRequest({ keepGoing: true }) }));
    await pm.hook.before_pipeline_run(buildArgs('before_pipeline_run'));
    expect(JSON.parse(JSON.stringify(recorder.calls))).toEqual(recorder.calls);
    expect(recorder.calls[0]).toMatchObject({ hook: 'on_run_start', keepGoing: true, runAttempt: 1 });
    expect(recorder.calls[1]?.plan).toEqual([{ name: 'clean', inputs: ['raw'], outputs: ['clean'], hasModel: false }]);
  });

  it('names each dataset of a node once', async () => {
    const { recorder, pm } = recording();
    await pm.hook.on_node_start(buildArgs('on_node_start', { node: buildNode({ inputs: ['a', 'b', 'a'] }) }));
    await pm.hook.on_node_start(
      buildArgs('on_node_start', { node: buildNode({ inputs: ['a', 'b'], loads: ['b', 'b'] }) }),
    );
    expect(recorder.calls.map(({ node }) => node?.inputs)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(recorder.calls.map(({ node }) => node?.loads)).toEqual([undefined, ['b']]);
  });

  it('is called first, also when registered first, so that failing plugins do not hide calls', async () => {
    const { recorder, pm } = recording();
    pm.register({
      name: 'faulty',
      hooks: {
        before_node_run: () => {
          throw new Error('boom');
        },
      },
    });
    await expect(async () => pm.hook.before_node_run(buildArgs('before_node_run'))).rejects.toThrow('boom');
    expect(recorder.lines()).toEqual(['before_node_run clean']);
  });

  it('leaves out what it is told to', async () => {
    expect(recording({ only: ['on_run_start'] }).pm.hook.on_run_end.getHookImpls()).toEqual([]);
    const { recorder, pm } = recording({ name: 'mine', except: ['on_run_event'] });
    expect(pm.getName(recorder)).toBe('mine');
    expect(pm.hook.on_run_event.getHookImpls()).toEqual([]);
    expect(pm.hook.on_run_end.getHookImpls()).toHaveLength(1);
  });
});
