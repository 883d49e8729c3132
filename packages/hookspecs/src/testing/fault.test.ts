import { PluginManager } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { pintleSpecs } from '../specs.js';
import { buildArgs, buildNode, failAt, hangAt } from './index.js';

function managerWith(plugin: object) {
  const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
  pm.register(plugin);
  return pm;
}

const settled = (promise: Promise<unknown>): Promise<'settled' | 'pending'> =>
  Promise.race([
    promise.then(
      () => 'settled' as const,
      () => 'settled' as const,
    ),
    new Promise<'pending'>((resolve) => setTimeout(resolve, 20, 'pending')),
  ]);

describe('failAt', () => {
  it('fails in its hook with a coded error, or with the one given', async () => {
    const args = buildArgs('after_node_run');
    await expect(managerWith(failAt('after_node_run')).hook.after_node_run.callAsync(args)).rejects.toMatchObject({
      code: 'FAULT_INJECTED',
      hook: 'after_node_run',
    });
    const error = new RangeError('no rows');
    await expect(managerWith(failAt('after_node_run', { error })).hook.after_node_run.callAsync(args)).rejects.toBe(
      error,
    );
    await expect(
      managerWith(failAt('on_node_end', { error: undefined })).hook.on_node_end.callAsync(buildArgs('on_node_end')),
    ).rejects.toBe(undefined);
  });

  it('strikes only where it is told to, as often as it is told to, and counts', async () => {
    const fault = failAt('before_dataset_loaded', { node: 'clean', dataset: 'raw', attempt: 2, times: 1 });
    const { hook } = managerWith(fault);
    const call = (overrides: object) =>
      hook.before_dataset_loaded.callAsync(buildArgs('before_dataset_loaded', overrides));
    await call({ attempt: 1 });
    await call({ attempt: 2, datasetName: 'other' });
    await call({ attempt: 2, node: buildNode({ name: 'other' }) });
    expect(fault.hits).toBe(0);
    await expect(call({ attempt: 2 })).rejects.toMatchObject({ code: 'FAULT_INJECTED' });
    await call({ attempt: 2 });
    expect(fault.hits).toBe(1);
  });

  it('fails later when asked to, and from a wrapper before what is inside', async () => {
    const pm = managerWith(failAt('on_node_end', { async: true, wrapper: true }));
    const called: string[] = [];
    pm.register({ name: 'inside', hooks: { on_node_end: () => void called.push('inside') } });
    await expect(pm.hook.on_node_end.callAsync(buildArgs('on_node_end'))).rejects.toMatchObject({
      code: 'FAULT_INJECTED',
    });
    expect(called).toEqual([]);
  });

  it('has a name of its own for each hook, so that several can be registered', () => {
    const pm = managerWith(failAt('on_node_end'));
    pm.register(failAt('on_run_end'));
    pm.register(failAt('on_run_end', { name: 'other' }));
    expect(pm.listNamePlugin().map(([name]) => name)).toEqual(['failAt(on_node_end)', 'failAt(on_run_end)', 'other']);
  });

  it('cannot fail later in a synchronous hook', () => {
    expect(() => failAt('inject_context', { async: true })).toThrowError(
      expect.objectContaining({ code: 'FAULT_INVALID' }),
    );
    expect(() => managerWith(failAt('inject_context')).hook.inject_context(buildArgs('inject_context'))).toThrowError(
      expect.objectContaining({ code: 'FAULT_INJECTED' }),
    );
  });
});

describe('hangAt', () => {
  it('never answers, even when its signal aborts, until it is released', async () => {
    const hanging = hangAt('before_node_run', { node: 'clean' });
    const { hook } = managerWith(hanging);
    const signal = AbortSignal.abort();
    const call = hook.before_node_run.callAsync(buildArgs('before_node_run', { signal }));
    expect(await settled(call)).toBe('pending');
    expect(hanging.hits).toBe(1);
    hanging.release();
    expect(await call).toEqual({ raw: 1 });
    expect(await settled(hook.before_node_run.callAsync(buildArgs('before_node_run')))).toBe('settled');
  });

  it('as a wrapper keeps what is inside waiting', async () => {
    const hanging = hangAt('run_node', { wrapper: true });
    const pm = managerWith(hanging);
    pm.register({ name: 'host', hooks: { run_node: { tryLast: true, handler: () => ({ clean: 1 }) } } });
    const call = pm.hook.run_node.callAsync(buildArgs('run_node'));
    expect(await settled(call)).toBe('pending');
    hanging.release();
    expect(await call).toEqual({ clean: 1 });
  });

  it('cannot hang in a synchronous hook', () => {
    expect(() => hangAt('inject_context')).toThrowError(expect.objectContaining({ code: 'FAULT_INVALID' }));
  });
});
