import type { HookImpl, HookRelay, PluginManager } from '@pintle/core';
import {
  hookSelects,
  type PintleHooks,
  type PipelineNode,
  type SelectProblem,
  type SelectScope,
} from '@pintle/hookspecs';

/** The plugin manager of a Pintle host. */
export type Manager = PluginManager<PintleHooks>;

/** The callers of all hooks. */
export type Hooks = HookRelay<PintleHooks>;

/** The hooks of nodes as their `select`s allow: a scope a node, and one a dataset where selects look at datasets. */
export interface NodeHooks {
  of(node: PipelineNode): Hooks;
  ofDataset(node: PipelineNode, dataset: string): Hooks;
}

/** Binds the selects of all implementations to the nodes of a run. Without any, every node has the manager's own hooks. */
export function nodeHooks(manager: Manager, scope: () => SelectScope): NodeHooks {
  const selecting = selectingImpls(manager);
  if (selecting.length === 0) return { of: () => manager.hook, ofDataset: () => manager.hook };
  const selects = hookSelects(scope());
  const known = new WeakMap<PipelineNode, Hooks>();
  const of = (node: PipelineNode): Hooks => {
    const hooks = known.get(node) ?? manager.scope((impl) => selects.accepts(impl, node));
    known.set(node, hooks);
    return hooks;
  };
  if (!selecting.some((impl) => selects.looksAtDataset(impl))) return { of, ofDataset: of };
  return { of, ofDataset: (node, dataset) => manager.scope((impl) => selects.accepts(impl, node, dataset)) };
}

/** What in the selects of implementations can never match any node: warnings, each with who wrote it. */
export function unmatchable(
  manager: Manager,
  scope: () => SelectScope,
): readonly (SelectProblem & { readonly impl: HookImpl })[] {
  const selecting = selectingImpls(manager);
  if (selecting.length === 0) return [];
  const selects = hookSelects(scope());
  return selecting.flatMap((impl) => selects.problems(impl).map((problem) => ({ ...problem, impl })));
}

function selectingImpls(manager: Manager): readonly HookImpl[] {
  return implsOf(manager).filter((impl) => impl.select !== undefined);
}

/** Every implementation of every hook. */
export function implsOf(manager: Manager): readonly HookImpl[] {
  return Object.values(manager.hook).flatMap((caller) => caller.getHookImpls());
}
