import { createRequire } from 'node:module';
import type * as Tapable from 'tapable';
import { defineHookSpecs, type Engine, hookSpec, PluginManager } from '@pintle/core';
import { compiled } from '@pintle/core/tapable';
import { type Args, type Impl, loopAround, opaqueImpl } from '../opaque.ts';
import type { Scenario } from './scenario.ts';

const { SyncHook } = createRequire(import.meta.url)('tapable') as typeof Tapable;

/** The last of three plugins comes when the call site has been hot for long. */
export function lateNotify(): Scenario {
  const impls = Array.from({ length: 3 }, () => opaqueImpl('undefined'));
  return {
    name: 'notify, 3, the last registered late',
    candidates: [late('pintle', impls), late('pintle, compiled', impls, compiled), lateTapable(impls)],
  };
}

function late(name: string, [first, ...others]: readonly Impl[], engine?: Engine): Scenario['candidates'][number] {
  const specs = defineHookSpecs('bench', { hook: hookSpec.notify<Args>() });
  const pm = new PluginManager('bench', engine === undefined ? {} : { engine }).addHookSpecs(specs);
  others.forEach((handler, i) => (pm as PluginManager<object>).register({ name: `p${i}`, hooks: { hook: handler } }));
  const loop = loopAround(pm.hook, 'h.hook(args)');
  loop(100_000);
  (pm as PluginManager<object>).register({ name: 'late', hooks: { hook: first } });
  return { name, loop };
}

function lateTapable(impls: readonly Impl[]): Scenario['candidates'][number] {
  const hook = new SyncHook<[Args]>(['args']);
  impls.slice(1).forEach((impl, i) => hook.tap(`p${i}`, impl));
  const loop = loopAround(hook, 'h.call(args)');
  loop(100_000);
  hook.tap('late', impls[0] as Impl);
  return { name: 'tapable', loop };
}
