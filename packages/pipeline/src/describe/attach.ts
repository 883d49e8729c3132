import {
  type AttachedHooks,
  checkAttached,
  type NeedsOfAll,
  type NoResources,
  type PipelineNode,
} from '@pintle/hookspecs';

/** A node that hooks can be attached to: what `node()` makes. */
export interface HookableNode<Needs = NoResources> extends PipelineNode {
  /** Carries the type of the resources that its hooks need, by key; never there at run time. */
  readonly '~needs'?: Needs;
  /**
   * A copy of the node with these hooks, after those that it has; one that it has already stays where it is.
   *
   * They are op hooks (`successHook`, `failureHook`), or plugins whose hooks are of nodes, datasets or models and wrap none.
   *
   * @throws HookError `HOOKS_NOT_ATTACHABLE`
   * @example
   * ```ts
   * export const load = node({ name: 'load', inputs: 'rows' }, insert).withHooks(slackOnFailure);
   * ```
   */
  withHooks<const H extends readonly AttachedHooks[]>(...hooks: H): HookableNode<Needs & NeedsOfAll<H>>;
}

/**
 * A copy of a node with these hooks, after those that it has, each once.
 *
 * @throws HookError `HOOKS_NOT_ATTACHABLE`
 */
export function attach<N extends PipelineNode>(node: N, hooks: readonly AttachedHooks[]): N {
  if (hooks.length === 0) return node;
  for (const one of hooks) checkAttached(one, `node "${node.name}"`);
  const all = new Set([...(node.hooks ?? []), ...hooks]);
  return Object.freeze({ ...node, hooks: Object.freeze([...all]), run: node.run.bind(node) });
}

/** A node with `withHooks`, which works on the very object that it is called on: copies of the node have it, too. */
export function hookable<N extends PipelineNode>(node: N): N & HookableNode {
  return {
    ...node,
    withHooks(...hooks: readonly AttachedHooks[]) {
      return attach(this as HookableNode<never>, hooks);
    },
  };
}
