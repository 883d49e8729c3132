import type { HookImpl } from '@pintle/core';
import { type HookArgs, hookSelects, type PipelineNode, type SelectProblem, type SelectScope } from '@pintle/hookspecs';
import { guardsOf, type NodeGuards, withAttached } from './attached.js';
import type { Hooks, Manager } from './manager.js';

export type { Hooks, Manager } from './manager.js';

/** The hooks of nodes as their `select`s allow: a scope a node, and one a dataset where selects look at datasets. */
export interface NodeHooks {
  of(node: PipelineNode): Hooks;
  ofDataset(node: PipelineNode, dataset: string): Hooks;
  /** What is attached to the node and can still fail it when it has ended so; `undefined` where nothing is. */
  guards(node: PipelineNode, args: HookArgs<'on_node_end'>): NodeGuards | undefined;
}

/** The hooks of the nodes of a run: those of plugins as their selects allow, and those that nodes carry. */
export function nodeHooks(manager: Manager, scope: () => SelectScope): NodeHooks {
  const { of, ofDataset } = selectedHooks(manager, scope);
  const known = new WeakMap<PipelineNode, Hooks>();
  const withOwn = (node: PipelineNode): Hooks => {
    if (node.hooks === undefined) return of(node);
    const hooks = known.get(node) ?? withAttached(of(node), node.hooks);
    known.set(node, hooks);
    return hooks;
  };
  return {
    of: withOwn,
    ofDataset:
      ofDataset === undefined ? withOwn : (node, dataset) => withAttached(ofDataset(node, dataset), node.hooks),
    guards: (node, args) => guardsOf(manager, of(node), node, args),
  };
}

interface SelectedHooks {
  of(node: PipelineNode): Hooks;
  /** Present where selects look at datasets. */
  readonly ofDataset?: (node: PipelineNode, dataset: string) => Hooks;
}

/** Binds the selects of all implementations to the nodes of a run. Without any, every node has the manager's own hooks. */
function selectedHooks(manager: Manager, scope: () => SelectScope): SelectedHooks {
  const selecting = selectingImpls(manager);
  if (selecting.length === 0) return { of: () => manager.hook };
  const selects = hookSelects(scope());
  const known = new WeakMap<PipelineNode, Hooks>();
  const of = (node: PipelineNode): Hooks => {
    const hooks = known.get(node) ?? manager.scope((impl) => selects.accepts(impl, node));
    known.set(node, hooks);
    return hooks;
  };
  if (!selecting.some((impl) => selects.looksAtDataset(impl))) return { of };
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
