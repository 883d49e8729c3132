import { type AttachedHooks, attachedImpls, type Pipeline } from '@pintle/hookspecs';
import type { HookCarrier } from '../flow/carrier.js';

/** What is attached for one hook, and to what. */
export interface AttachedListing {
  readonly kind: 'pipeline' | 'job' | 'task' | 'flow';
  /** Of the pipeline, job, task or flow. */
  readonly name: string;
  /** The nodes that have these hooks; none for tasks and flows. */
  readonly nodes: readonly string[];
  /** In the order in which they are called. */
  readonly hooks: readonly AttachedListingHook[];
}

/** One hook that is attached. */
export interface AttachedListingHook {
  readonly name: string;
  /** Of an op hook: what it is called for. */
  readonly on?: 'success' | 'failure';
}

/** What the nodes of a pipeline have for a hook, nodes that have the same together. */
export function listNodes(hook: string, kind: 'pipeline' | 'job', { name, nodes }: Pipeline): AttachedListing[] {
  const byHooks = Map.groupBy(nodes, (node) => JSON.stringify(listed(hook, node.hooks ?? [])));
  byHooks.delete('[]');
  return [...byHooks].map(([hooks, having]) => ({
    kind,
    name,
    nodes: having.map((node) => node.name),
    hooks: JSON.parse(hooks) as AttachedListingHook[],
  }));
}

/** What a task or a flow has for a hook. */
export function listCarrier(hook: string, { kind, name, hooks }: HookCarrier): AttachedListing[] {
  const own = listed(hook, [hooks]);
  return own.length === 0 ? [] : [{ kind, name, nodes: [], hooks: own }];
}

function listed(hook: string, attached: readonly AttachedHooks[]): AttachedListingHook[] {
  return attached.flatMap((one) => {
    const { kind: on } = one as { readonly kind?: AttachedListingHook['on'] };
    return attachedImpls([one], hook).map(({ impl }) => ({
      name: impl.label,
      ...(on === undefined ? {} : { on }),
    }));
  });
}
