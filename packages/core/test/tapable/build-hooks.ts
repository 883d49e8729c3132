import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineHookSpecs, type HookRelay, type HooksOf, hookSpec, PluginManager } from '@pintle/core';
import { intoTapable } from '@pintle/core/tapable';

/** The lifecycle of a bundler, as hooks of ours. */
export const buildSpecs = defineHookSpecs('build', {
  on_build_start: hookSpec.notify<{ readonly mode: string | undefined }>(),
  on_compile: hookSpec.sync.notify<{ readonly name: string | undefined }>(),
  should_emit: hookSpec.sync.firstResult<{ readonly assets: readonly string[] }, boolean>(),
  on_build_end: hookSpec.notify<{ readonly hasErrors: boolean; readonly assets: readonly string[] }>(),
  on_build_failed: hookSpec.sync.notify<{ readonly error: Error }>(),
});

type BuildHooks = HookRelay<HooksOf<[typeof buildSpecs]>>;

/** A plugin that notes the lifecycle that it sees, in order. */
export function recordBuild(): { readonly pm: PluginManager<HooksOf<[typeof buildSpecs]>>; readonly seen: string[] } {
  const seen: string[] = [];
  const pm = new PluginManager('bundler').addHookSpecs(buildSpecs);
  pm.register({
    name: 'recorder',
    hooks: {
      on_build_start: async ({ mode }: { mode: string }) => {
        await Promise.resolve();
        seen.push(`start ${mode}`);
      },
      on_compile: () => void seen.push('compile'),
      should_emit: ({ assets }: { assets: string[] }) => void seen.push(`should emit ${assets.join(', ')}`),
      on_build_end: async ({ hasErrors, assets }: { hasErrors: boolean; assets: string[] }) => {
        await Promise.resolve();
        seen.push(`end ${hasErrors ? 'with errors' : assets.join(', ')}`);
      },
      on_build_failed: ({ error }: { error: Error }) => void seen.push(`failed: ${error.message}`),
    },
  });
  return { pm, seen };
}

/** What webpack's and rspack's compilers have in common here. */
interface Compiler<Compilation, Stats> {
  readonly options: { readonly mode?: string | undefined };
  readonly hooks: {
    readonly beforeRun: Hook<'promise', [Compiler<Compilation, Stats>], void>;
    readonly compile: Hook<'sync', [unknown], void>;
    readonly shouldEmit: Hook<'sync', [Compilation], boolean | void>;
    readonly done: Hook<'promise', [Stats], void>;
    readonly failed: Hook<'sync', [Error], void>;
  };
}
interface Hook<_Mode, Args extends readonly unknown[], R> {
  tap(options: { name: string; stage?: number; before?: string | string[] }, fn: (...args: Args) => R): void;
}

/** Taps our hooks into a compiler. */
export function connect(
  hooks: BuildHooks,
  compiler: Compiler<
    { getAssets(): readonly { readonly name: string }[] },
    { hasErrors(): boolean; compilation: { getAssets(): readonly { readonly name: string }[] } }
  >,
): void {
  const name = 'pintle';
  const names = (one: { getAssets(): readonly { readonly name: string }[] }): string[] =>
    one.getAssets().map((asset) => asset.name);
  intoTapable(compiler.hooks.beforeRun, hooks.on_build_start, { name, args: (one) => ({ mode: one.options.mode }) });
  intoTapable(compiler.hooks.compile, hooks.on_compile, { name, args: () => ({ name: undefined }) });
  intoTapable(compiler.hooks.shouldEmit, hooks.should_emit, { name, args: (one) => ({ assets: names(one) }) });
  intoTapable(compiler.hooks.done, hooks.on_build_end, {
    name,
    args: (stats) => ({ hasErrors: stats.hasErrors(), assets: names(stats.compilation) }),
  });
  intoTapable(compiler.hooks.failed, hooks.on_build_failed, { name, args: (error) => ({ error }) });
}

/** A folder with something to bundle. */
export function bundle(source: string): { readonly context: string; readonly path: string } {
  const context = mkdtempSync(join(tmpdir(), 'pintle-bundle-'));
  mkdirSync(join(context, 'src'));
  writeFileSync(join(context, 'src/index.js'), source);
  return { context, path: join(context, 'dist') };
}
