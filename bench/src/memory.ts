import { defineHookSpecs, hookSpec, PluginManager } from '@pintle/core';
import { type Args, opaqueImpl } from './opaque.ts';

const IMPLS = 20_000;

/** Heap bytes that one more implementation of a plugin takes, beside the plugin object itself. Needs `--expose-gc`. */
export function bytesPerImpl(): number | undefined {
  const impl = opaqueImpl();
  const specs = defineHookSpecs('bench', { hook: hookSpec<Args, unknown>() });
  const hooks = { hook: Array.from({ length: IMPLS }, () => impl) };
  const pm = new PluginManager('bench').addHookSpecs(specs);
  const before = heapUsed();
  pm.register({ name: 'many', hooks });
  const after = heapUsed();
  if (before === undefined || after === undefined || !pm.hasPlugin('many')) return undefined;
  return (after - before) / IMPLS;
}

/** Bytes in use after collecting garbage. Needs `--expose-gc`. */
export function heapUsed(): number | undefined {
  const collect = globalThis.gc;
  if (collect === undefined) return undefined;
  for (let i = 0; i < 4; i++) collect();
  return process.memoryUsage().heapUsed;
}
