import { type AnyPlugin, HookError } from '@pintle/core';
import type { PipelineNode } from '../domain/node.js';
import type { RunInfo } from '../domain/run.js';
import type { DeclaredHookName } from './build-args.js';
import { specOf } from './declared-hooks.js';

/** Which calls of a hook a fault is for; everything given must hold. */
export interface FaultSite {
  /** The node's name. */
  readonly node?: string;
  /** The dataset's name. */
  readonly dataset?: string;
  /** The attempt of the node. */
  readonly attempt?: number;
  readonly runId?: string;
  /** How many calls it strikes at most. Default: all. */
  readonly times?: number;
  /** The plugin's name. Default: the kind of fault and the hook, as in `failAt(after_node_run)`. */
  readonly name?: string;
  /** Strike from a wrapper, before what is inside of it is called. Default `false`. */
  readonly wrapper?: boolean;
}

/** Options of {@link failAt}. */
export interface FailOptions extends FaultSite {
  /** What is thrown. Default: a `HookError` with the code `FAULT_INJECTED`. */
  readonly error?: unknown;
  /** Reject later instead of throwing at once. Default `false`. */
  readonly async?: boolean;
}

/** A plugin with a fault. */
export interface FaultyPlugin extends AnyPlugin {
  /** How many calls it struck. */
  readonly hits: number;
}

/** A plugin that hangs until it is released. */
export interface HangingPlugin extends FaultyPlugin {
  /** Lets all calls that hang go on, and hangs no more. */
  release(): void;
}

/**
 * Makes a plugin that fails in a hook.
 *
 * @example
 * ```ts
 * import { failAt } from '@pintle/hookspecs/testing';
 *
 * const faulty = failAt('after_node_run', { node: 'clean', attempt: 1, error: new RangeError('no rows') });
 * ```
 * @throws HookError `FAULT_INVALID` for `async` in a hook that is synchronous
 */
export function failAt(hook: DeclaredHookName, options: FailOptions = {}): FaultyPlugin {
  if (options.async === true) refuseSync(hook, 'fail later');
  const error =
    'error' in options
      ? options.error
      : new HookError('FAULT_INJECTED', `A fault was injected into "${hook}".`, { hook });
  return faulty('failAt', hook, options, () => {
    if (options.async === true) return new Promise((_, reject) => setImmediate(() => reject(error)));
    throw error;
  });
}

/**
 * Makes a plugin that never answers in a hook, whatever its signal says, until it is released.
 *
 * @throws HookError `FAULT_INVALID` for a hook that is synchronous
 */
export function hangAt(hook: DeclaredHookName, site: FaultSite = {}): HangingPlugin {
  refuseSync(hook, 'hang');
  const { promise, resolve } = Promise.withResolvers<void>();
  const plugin = faulty('hangAt', hook, site, () => promise);
  return Object.defineProperties({ ...plugin, release: () => resolve() }, Object.getOwnPropertyDescriptors(plugin));
}

function faulty(kind: string, hook: DeclaredHookName, site: FaultSite, strike: () => unknown): FaultyPlugin {
  let hits = 0;
  const strikes = (args: object): boolean => {
    if (hits >= (site.times ?? Number.POSITIVE_INFINITY) || !isAt(site, args)) return false;
    hits += 1;
    return true;
  };
  const impl =
    site.wrapper === true
      ? {
          wrapper: (args: object, next: (args: object) => unknown): unknown => {
            if (!strikes(args)) return next(args);
            const struck = strike();
            return struck instanceof Promise ? struck.then(() => next(args)) : next(args);
          },
        }
      : { handler: (args: object): unknown => (strikes(args) ? strike() : undefined) };
  return {
    name: site.name ?? `${kind}(${hook})`,
    hooks: { [hook]: impl },
    get hits() {
      return hits;
    },
  };
}

function isAt({ node, dataset, attempt, runId }: FaultSite, args: object): boolean {
  const at = args as { node?: PipelineNode; datasetName?: string; attempt?: number; run?: RunInfo };
  return (
    (node === undefined || at.node?.name === node) &&
    (dataset === undefined || at.datasetName === dataset) &&
    (attempt === undefined || at.attempt === attempt) &&
    (runId === undefined || at.run?.runId === runId)
  );
}

function refuseSync(hook: DeclaredHookName, act: string): void {
  if (!specOf(hook).sync) return;
  throw new HookError('FAULT_INVALID', `"${hook}" is synchronous: an implementation cannot ${act}.`, { hook });
}
