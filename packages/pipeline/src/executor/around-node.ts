import { pathToFileURL } from 'node:url';
import { HookError } from '@pintle/core';
import { contributionsOf, type DiscoveredPlugin } from '@pintle/core/discovery';
import type { AroundNode, Carrier, NodeData } from '@pintle/hookspecs';

/**
 * The modules that packages in force contribute under `threads`, by name: each exports an {@link AroundNode} by default.
 *
 * @returns URLs
 * @throws HookError `DISCOVERY_CONTRIBUTION_TAKEN`, `DISCOVERY_ENTRY_OUTSIDE`, `DISCOVERY_ENTRY_MISSING`
 */
export function aroundThreads(packages: Iterable<DiscoveredPlugin>): readonly string[] {
  return [...contributionsOf(packages, 'threads').values()].map((one) => pathToFileURL(one.file()).href);
}

/**
 * Runs the function of a node inside of what these modules put around it, the first outermost.
 *
 * @throws HookError `THREAD_MODULE_INVALID` for a module that exports no function by default
 */
export async function runAround(
  modules: readonly string[],
  carrier: Carrier,
  run: () => Promise<NodeData>,
): Promise<NodeData> {
  let whole = run;
  for (const url of modules.toReversed()) {
    const around = await importAround(url);
    const inner = whole;
    whole = async () => await around(carrier, inner);
  }
  return await whole();
}

async function importAround(url: string): Promise<AroundNode> {
  const { default: around } = (await import(/* @vite-ignore */ url)) as { readonly default?: unknown };
  if (typeof around === 'function') return around as AroundNode;
  throw new HookError('THREAD_MODULE_INVALID', `${url} exports no function by default.`, {
    hint: 'A module named under "threads" writes: export default async (carrier, run) => await run();',
  });
}
