import { closures, type Engine } from '../dispatch/engine.js';
import { canCompile } from './can-compile.js';
import { compiled, isCompilable } from './compiled-engine.js';

/** When {@link adaptive} compiles a hook. */
export interface AdaptiveOptions {
  /** From so many implementations on, wrappers not counted. Default 9: closures are as fast below. */
  readonly minSteps?: number;
  /** After so many calls with the same implementations. Default 1,000: about when compiling has paid for itself. */
  readonly minCalls?: number;
}

/**
 * Makes an engine that begins with closures and compiles where it pays: hooks of many implementations, once they are
 * called often.
 *
 * @example
 * ```ts
 * import { PluginManager } from '@pintle/core';
 * import { adaptive } from '@pintle/core/tapable';
 *
 * const pm = new PluginManager('kiln', { engine: adaptive() });
 * ```
 */
export function adaptive({ minSteps = 9, minCalls = 1000 }: AdaptiveOptions = {}): Engine {
  return (plan, guard) => {
    if (!isCompilable(plan) || plan.steps.length < minSteps || !canCompile()) return closures(plan, guard);
    let calls = 0;
    let run = closures(plan, guard);
    return (args) => {
      if (++calls === minCalls) run = compiled(plan, guard);
      return run(args);
    };
  };
}
