import { createRequire } from 'node:module';
import { defineHookSpecs, hookSpec, originOf, PluginManager } from '@pintle/core';
import { fromTapable, intoTapable } from '@pintle/core/tapable';
import type * as Tapable from 'tapable';
import { describe, expect, it } from 'vitest';

const { AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncBailHook, SyncHook, SyncWaterfallHook } = createRequire(
  import.meta.url,
)('tapable') as typeof Tapable;

interface Text {
  readonly text: string;
}

const specs = defineHookSpecs('host', {
  transform: hookSpec.pipe<Text, 'text'>('text'),
  first: hookSpec.sync.firstResult<Text, string>(),
  told: hookSpec.notify<Text>(),
  asked: hookSpec<Text, string>(),
});

function manager(): PluginManager<{ [K in keyof typeof specs.hooks]: (typeof specs.hooks)[K] }> {
  return new PluginManager('host').addHookSpecs(specs) as never;
}

describe('intoTapable', () => {
  it('hands on what a waterfall hook carries, and gives back what ours makes of it', async () => {
    const pm = manager();
    pm.register({ name: 'upper', hooks: { transform: ({ text }: Text) => text.toUpperCase() } });
    const hook = new AsyncSeriesWaterfallHook<[string]>(['text']);
    intoTapable(hook, pm.hook.transform, { name: 'host', args: (text) => ({ text }) });
    await expect(hook.promise('abc')).resolves.toBe('ABC');
  });

  it('gives no result where ours gives null: a waterfall keeps its value', () => {
    const hook = new SyncWaterfallHook<[string]>(['text']);
    intoTapable(hook, () => null, { name: 'host', args: (text: string) => ({ text }) });
    expect(hook.call('abc')).toBe('abc');
  });

  it('stands where stage and before put it', () => {
    const calls: string[] = [];
    const hook = new SyncHook<[string]>(['text']);
    hook.tap('theirs', () => void calls.push('theirs'));
    intoTapable(hook, () => void calls.push('late'), { name: 'late', stage: 1, args: (text: string) => ({ text }) });
    intoTapable(hook, () => void calls.push('ours'), {
      name: 'ours',
      before: 'theirs',
      args: (text: string) => ({ text }),
    });
    hook.call('abc');
    expect(calls).toEqual(['ours', 'theirs', 'late']);
  });

  it('passes on what a plugin throws, untouched', () => {
    const pm = manager();
    const fault = new Error('ours');
    pm.register({
      name: 'broken',
      hooks: {
        first: () => {
          throw fault;
        },
      },
    });
    const hook = new SyncBailHook<[string], string | undefined>(['text']);
    intoTapable(hook, pm.hook.first, { name: 'host', args: (text) => ({ text }) });
    expect(() => hook.call('abc')).toThrow(fault);
    expect(originOf(fault)).toEqual({ plugin: 'broken', hook: 'first' });
  });

  it('refuses a promise in a synchronous hook', () => {
    const pm = manager();
    pm.register({ name: 'slow', hooks: { told: async () => undefined } });
    const hook = new SyncHook<[string]>(['text']);
    intoTapable(hook, pm.hook.told, { name: 'host', args: (text) => ({ text }) });
    expect(() => hook.call('abc')).toThrow(
      expect.objectContaining({ code: 'HOOK_SYNC_PROMISE', hint: expect.stringContaining('asynchronous') as string }),
    );
  });

  it('refuses what is no hook', () => {
    expect(() => intoTapable({} as never, () => undefined, { name: 'host', args: () => ({}) })).toThrow(
      expect.objectContaining({ code: 'IMPL_INVALID' }),
    );
  });
});

describe('fromTapable', () => {
  it('lets the taps of a synchronous hook take part in ours', () => {
    const pm = manager();
    const hook = new SyncBailHook<[string], string | undefined>(['text']);
    hook.tap('theirs', (text) => (text === 'abc' ? 'theirs' : undefined));
    pm.register({ name: 'ours', hooks: { first: { tryLast: true, handler: () => 'ours' } } });
    pm.register({ name: 'legacy', hooks: { first: fromTapable(hook, ({ text }: Text) => [text]) } });
    expect(pm.hook.first({ text: 'abc' })).toBe('theirs');
    expect(pm.hook.first({ text: 'xyz' })).toBe('ours');
  });

  it('awaits the taps of an asynchronous hook', async () => {
    const pm = manager();
    const calls: string[] = [];
    const hook = new AsyncSeriesHook<[string]>(['text']);
    hook.tapPromise('theirs', async (text) => {
      await Promise.resolve();
      calls.push(text);
    });
    pm.register({ name: 'legacy', hooks: { told: fromTapable(hook, ({ text }: Text) => [text]) } });
    await pm.hook.told({ text: 'abc' });
    expect(calls).toEqual(['abc']);
  });

  it('passes on what a tap throws, untouched', () => {
    const pm = manager();
    const fault = new Error('theirs');
    const hook = new SyncHook<[string]>(['text']);
    hook.tap('theirs', () => {
      throw fault;
    });
    pm.register({ name: 'legacy', hooks: { asked: fromTapable(hook, ({ text }: Text) => [text]) } });
    expect(() => pm.hook.asked({ text: 'abc' })).toThrow(fault);
  });

  it('refuses what cannot be called', () => {
    expect(() => fromTapable({}, () => [])).toThrow(expect.objectContaining({ code: 'IMPL_INVALID' }));
  });
});
