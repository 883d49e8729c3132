import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineHookSpecs, type HooksOf, hookSpec, PluginManager } from '@pintle/core';
import { fromTapable, intoTapable } from '@pintle/core/tapable';
import type { Compiler as RspackCompiler } from '@rspack/core';
import type { Compiler as WebpackCompiler } from 'webpack';

/** The lifecycle of a bundler, as hooks of ours. */
const buildSpecs = defineHookSpecs('build', {
  on_build_start: hookSpec.notify<{ readonly mode: string | undefined }>(),
  on_compile: hookSpec.sync.notify<{ readonly name: string | undefined }>(),
  should_emit: hookSpec.sync.firstResult<{ readonly assets: readonly string[] }, boolean>(),
  on_build_end: hookSpec.notify<{ readonly hasErrors: boolean; readonly assets: readonly string[] }>(),
  on_source_changed: hookSpec.sync.notify<{ readonly file: string }>(),
  on_another_pass: hookSpec.notify<object>(),
  on_build_failed: hookSpec.sync.notify<{ readonly error: Error }>(),
});

type Builder = PluginManager<HooksOf<[typeof buildSpecs]>>;

/** A plugin that notes the lifecycle that it sees, in order. */
export function recordBuild(): { readonly pm: Builder; readonly seen: string[] } {
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

/** Taps our hooks into a compiler, and lets those who tapped it take part in ours. */
export function connect(pm: Builder, compiler: WebpackCompiler | RspackCompiler): void {
  const name = 'pintle';
  const { hooks } = compiler;
  intoTapable(hooks.beforeRun, pm.hook.on_build_start, { name, args: (one) => ({ mode: one.options.mode }) });
  intoTapable(hooks.compile, pm.hook.on_compile, { name, args: () => ({ name: undefined }) });
  intoTapable(hooks.shouldEmit, pm.hook.should_emit, { name, args: (one) => ({ assets: namesIn(one) }) });
  intoTapable(hooks.done, pm.hook.on_build_end, {
    name,
    args: (stats) => ({ hasErrors: stats.hasErrors(), assets: namesIn(stats.compilation) }),
  });
  intoTapable(hooks.failed, pm.hook.on_build_failed, { name, args: (error) => ({ error }) });
  pm.register({
    name: 'their-taps',
    hooks: {
      on_source_changed: fromTapable(hooks.invalid, ({ file }: { file: string }) => [file, 0]),
      on_another_pass: fromTapable(hooks.additionalPass, () => []),
    },
  });
}

function namesIn(compilation: { getAssets(): readonly { readonly name: string }[] }): string[] {
  return compilation.getAssets().map((asset) => asset.name);
}

/** A folder with something to bundle. */
export function bundle(source: string): { readonly context: string; readonly path: string } {
  const context = mkdtempSync(join(tmpdir(), 'pintle-bundle-'));
  mkdirSync(join(context, 'src'));
  writeFileSync(join(context, 'src/index.js'), source);
  return { context, path: join(context, 'dist') };
}
