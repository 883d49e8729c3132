import { type Awaitable, HookError } from '@pintle/core';
import type { AttachedHooks } from '../domain/attached-hooks.js';
import type { NoResources, ResourceRequirements, ResourceValues } from '../domain/resource.js';
import type { OnNodeEndArgs } from '../node-args.js';
import { contextOf, type HookContext } from './hook-context.js';
import { DUE, isDue, type OpHookKind } from './due.js';
import { refuse } from './definition-check.js';
import type { OpHookInfo } from './op-hook-info.js';

/** What {@link successHook} and {@link failureHook} are told besides the function. */
export interface OpHookDefinition<Q extends ResourceRequirements> {
  /** Names it in logs, in listings and in what a run records of its failures. */
  readonly name: string;
  /** The resources that it uses, by the keys under which `ctx.resources` holds them. Default: none. */
  readonly requires?: Q;
  /**
   * What becomes of an op whose hook fails. `warn`: the failure is recorded among the run's `hookFailures`, the op stays what
   * it was. `throw`: an op that had succeeded fails. Default `warn`.
   */
  readonly onError?: 'warn' | 'throw';
  /** Milliseconds that what it awaits may take; running over is `IMPL_TIMEOUT`. Default {@link HOOK_TIMEOUT_MS}. */
  readonly timeoutMs?: number;
}

/** A hook of single ops: attached with `withHooks`, or called with what `buildHookContext` gives. */
export interface OpHook<Needs = NoResources> extends OpHookInfo, AttachedHooks<Needs> {
  /** Runs its function, whatever the context says of success or failure. */
  (context: HookContext<Needs>): Awaitable<void>;
  readonly name: string;
  readonly hooks: Readonly<Record<string, unknown>>;
}

/** Milliseconds that an op hook, or a hook of a task or flow, may take where it does not say otherwise. */
export const HOOK_TIMEOUT_MS = 30_000;

/**
 * Makes a hook that is called when an op has succeeded: after its outputs are saved, once per op.
 *
 * Attach it with `node.withHooks(hook)`, or to all ops at once with `pipeline.withHooks(hook)`, `job.withHooks(hook)` or the
 * `hooks` of a job. Attached at several of these, it runs once per op, in the order of the first attachments. It is not
 * called for ops that were skipped, cached or cancelled.
 *
 * @throws HookError `OP_HOOK_INVALID`
 * @example
 * ```ts
 * const slackOnSuccess = successHook({ name: 'slack_on_success', requires: { slack } }, async (ctx) => {
 *   await ctx.resources.slack.post('#data', `Op ${ctx.op.name} finished successfully`);
 * });
 * ```
 */
export function successHook<const Q extends ResourceRequirements = NoResources>(
  definition: OpHookDefinition<Q>,
  fn: (context: HookContext<ResourceValues<Q>>) => Awaitable<void>,
): OpHook<ResourceValues<Q>> {
  return opHook('success', definition, fn);
}

/**
 * Makes a hook that is called when an op has failed for good: its last attempt ended in an error, ran over its time, or died
 * with its process. Once per op, after the retries, and always before a run's error is thrown on.
 *
 * Attached like {@link successHook}.
 *
 * @throws HookError `OP_HOOK_INVALID`
 * @example
 * ```ts
 * const slackOnFailure = failureHook({ name: 'slack_on_failure', requires: { slack } }, async (ctx) => {
 *   await ctx.resources.slack.post('#data', `Op ${ctx.op.name} failed: ${ctx.opException}`);
 * });
 * ```
 */
export function failureHook<const Q extends ResourceRequirements = NoResources>(
  definition: OpHookDefinition<Q>,
  fn: (context: HookContext<ResourceValues<Q>>) => Awaitable<void>,
): OpHook<ResourceValues<Q>> {
  return opHook('failure', definition, fn);
}

function opHook<Q extends ResourceRequirements>(
  kind: OpHookKind,
  definition: OpHookDefinition<Q>,
  fn: (context: HookContext<ResourceValues<Q>>) => Awaitable<void>,
): OpHook<ResourceValues<Q>> {
  refuse(kind, definition, fn);
  const { name, requires = {} as Q, onError = 'warn', timeoutMs = HOOK_TIMEOUT_MS } = definition;
  // Any other failure is recorded by whoever calls the hook, with the op.
  const guard = onError === 'throw' ? { onError } : {};
  const call = (context: HookContext<ResourceValues<Q>>): Awaitable<void> => {
    checkResources(name, requires, context?.resources);
    return fn(context);
  };
  const due = ({ outcome }: OnNodeEndArgs): boolean => isDue(kind, outcome.status);
  // In HOOKS it is a plugin like any other, and called for every node.
  const handler = (args: OnNodeEndArgs): Awaitable<void> => {
    if (!due(args)) return undefined;
    return contextOf(hook, args).then((context) => fn(context as HookContext<ResourceValues<Q>>));
  };
  const hook: OpHook<ResourceValues<Q>> = Object.defineProperties(call, {
    name: { value: name, enumerable: true },
    kind: { value: kind, enumerable: true },
    requires: { value: Object.freeze({ ...requires }), enumerable: true },
    hooks: { value: Object.freeze({ on_node_end: { handler, timeoutMs, ...guard, [DUE]: due } }), enumerable: true },
  }) as OpHook<ResourceValues<Q>>;
  return Object.freeze(hook);
}

/** A context that was built by hand may lack what the hook requires. */
function checkResources(hook: string, requires: ResourceRequirements, given: object | undefined): void {
  const missing = Object.keys(requires).find((key) => !Object.hasOwn(given ?? {}, key));
  if (missing === undefined) return;
  const keys = Object.keys(given ?? {});
  const message = `Hook "${hook}" requires the resource "${missing}", which its context does not have.`;
  throw new HookError('RESOURCE_MISSING', message, {
    hint: `Build the context with buildHookContext({ resources: { ${[...keys, missing].join(', ')} } }).`,
  });
}
