import { defineHookSpecs, hookSpec, PluginManager } from '@pintle/core';
import { type Args, opaqueImpl } from './opaque.ts';

const IMPLS = 20_000;

/** Heap bytes that one more implementation of a plugin takes, beside the plugin object itself. Needs `--expose-gc`. */
export function bytesPerImpl(): number | undefined {
  const collectGarbage = globalThis.gc;
  if (collectGarbage === undefined) return undefined;
  const impl = opaqueImpl();
  const specs = defineHookSpecs('bench', { hook: hookSpec<Args, unknown>() });
  const hooks = { hook: Array.from({ length: IMPLS }, () => impl) };
  const pm = new PluginManager('bench').addHookSpecs(specs);
  const before = heapUsed(collectGarbage);
  pm.register({ name: 'many', hooks });
  const after = heapUsed(collectGarbage);
  return pm.hasPlugin('many') ? (after - before) / IMPLS : undefined;
}

function heapUsed(collect: NonNullable<typeof globalThis.gc>): number {
  for (let i = 0; i < 4; i++) collect();
  return process.memoryUsage().heapUsed;
}
