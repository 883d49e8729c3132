import type { HookImpl, HookRelay, PluginManager } from '@pintle/core';
import {
  type HookSelects,
  hookSelects,
  type PintleHooks,
  type PipelineNode,
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
  const selecting = implsOf(manager).filter((impl) => impl.select !== undefined);
  if (selecting.length === 0) return { of: () => manager.hook, ofDataset: () => manager.hook };
  const selects = hookSelects(scope());
  const of = (node: PipelineNode): Hooks => manager.scope((impl) => selects.accepts(impl, node));
  return selecting.some((impl) => selects.looksAtDataset(impl))
    ? { of: remembered(of), ofDataset: (node, dataset) => scopeOf(manager, selects, node, dataset) }
    : { of: remembered(of), ofDataset: remembered(of) };
}

function scopeOf(manager: Manager, selects: HookSelects, node: PipelineNode, dataset: string): Hooks {
  return manager.scope((impl) => selects.accepts(impl, node, dataset));
}

/** The last node's hooks are asked for many times in a row. */
function remembered(of: (node: PipelineNode) => Hooks): (node: PipelineNode) => Hooks {
  const known = new WeakMap<PipelineNode, Hooks>();
  return (node) => {
    const hooks = known.get(node) ?? of(node);
    known.set(node, hooks);
    return hooks;
  };
}

/** Every implementation of every hook. */
export function implsOf(manager: Manager): readonly HookImpl[] {
  return Object.values(manager.hook).flatMap((caller) => caller.getHookImpls());
}
