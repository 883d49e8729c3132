import { defineHookSpecs, defineHost, hookSpec, PluginManager } from '@pintle/core';
import { fromTapable, intoTapable } from '@pintle/core/tapable';
import type { Compiler as RspackCompiler, Stats as RspackStats } from '@rspack/core';
import type { AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncBailHook, SyncHook, SyncWaterfallHook } from 'tapable';
import { describe, expectTypeOf, it } from 'vitest';
import type { Compilation, Compiler, Stats } from 'webpack';

const specs = defineHookSpecs('build', {
  on_end: hookSpec.notify<{ readonly hasErrors: boolean }>(),
  should_emit: hookSpec.sync.firstResult<{ readonly assets: number }, boolean>(),
  transform: hookSpec.pipe<{ readonly text: string }, 'text'>('text'),
  name_of: hookSpec.sync.firstResult<{ readonly text: string }, string>(),
  asked: hookSpec<{ readonly text: string }, string>(),
});
const pm = new PluginManager('build').addHookSpecs(specs);
const name = 'build';
declare const webpack: Compiler;
declare const rspack: RspackCompiler;

describe('intoTapable', () => {
  it("knows the args of webpack's hooks", () => {
    intoTapable(webpack.hooks.done, pm.hook.on_end, {
      name,
      args: (stats) => {
        expectTypeOf(stats).toEqualTypeOf<Stats>();
        return { hasErrors: stats.hasErrors() };
      },
    });
    intoTapable(webpack.hooks.shouldEmit, pm.hook.should_emit, {
      name,
      args: (compilation) => {
        expectTypeOf(compilation).toEqualTypeOf<Compilation>();
        return { assets: compilation.getAssets().length };
      },
    });
  });

  it("knows the args of rspack's", () => {
    intoTapable(rspack.hooks.done, pm.hook.on_end, {
      name,
      args: (stats) => {
        expectTypeOf(stats).toEqualTypeOf<RspackStats>();
        return { hasErrors: stats.hasErrors() };
      },
    });
    intoTapable(rspack.hooks.shouldEmit, pm.hook.should_emit, {
      name,
      args: (compilation) => ({ assets: compilation.getAssets().length }),
    });
  });

  it('wants the args of our hook made of theirs', () => {
    // @ts-expect-error `hasErrors` is a boolean
    intoTapable(webpack.hooks.done, pm.hook.on_end, { name, args: (stats) => ({ hasErrors: stats.hash }) });
    // @ts-expect-error `hasErrors` is missing
    intoTapable(webpack.hooks.done, pm.hook.on_end, { name, args: () => ({}) });
    // @ts-expect-error stats have no `errors`
    intoTapable(webpack.hooks.done, pm.hook.on_end, { name, args: (stats) => ({ hasErrors: stats.errors }) });
  });

  it('wants results that theirs takes', () => {
    const waterfall = {} as AsyncSeriesWaterfallHook<[string]>;
    intoTapable(waterfall, pm.hook.transform, { name, args: (text) => ({ text }) });
    // @ts-expect-error it wants a boolean, not a text
    intoTapable(webpack.hooks.shouldEmit, pm.hook.name_of, { name, args: () => ({ text: '' }) });
    // @ts-expect-error it wants a text, not all results
    intoTapable({} as SyncWaterfallHook<[string]>, pm.hook.asked, { name, args: (text) => ({ text }) });
  });

  it('takes any result where theirs wants none', () => {
    intoTapable({} as AsyncSeriesHook<[string]>, pm.hook.asked, { name, args: (text) => ({ text }) });
    intoTapable({} as SyncHook<[string]>, pm.hook.name_of, { name, args: (text) => ({ text }) });
  });

  it('refuses what is no hook', () => {
    // @ts-expect-error a compiler is none
    intoTapable(webpack, pm.hook.on_end, { name, args: () => ({ hasErrors: false }) });
  });
});

describe('fromTapable', () => {
  const bail = {} as SyncBailHook<[string, number], string | undefined>;

  it('gives an implementation of our hook, typed by both', () => {
    const implementation = fromTapable(bail, ({ text }: { readonly text: string }) => [text, 1]);
    expectTypeOf(implementation).parameters.toEqualTypeOf<[{ readonly text: string }]>();
    expectTypeOf(implementation).returns.toEqualTypeOf<string | undefined | Promise<string | undefined>>();
    const { definePlugin } = defineHost('bridge-test', [specs]);
    definePlugin({ name: 'legacy', hooks: { asked: fromTapable(bail, ({ text }) => [text, 1]) } });
    // @ts-expect-error a text is no boolean
    definePlugin({ name: 'legacy', hooks: { should_emit: fromTapable(bail, () => ['', 1]) } });
  });

  it('wants the args of their hook made of ours', () => {
    // @ts-expect-error the second is a number
    fromTapable(bail, ({ text }: { readonly text: string }) => [text, text]);
    // @ts-expect-error there are two
    fromTapable(bail, ({ text }: { readonly text: string }) => [text]);
  });
});
