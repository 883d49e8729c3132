import { closures, type Engine } from '../dispatch/engine.js';
import { canCompile } from './can-compile.js';
import { compiled, isCompilable } from './compiled-engine.js';

/** When {@link adaptive} compiles a hook. */
export interface AdaptiveOptions {
  /** From so many implementations on, wrappers not counted. Default 9: below, closures are as fast. */
  readonly minSteps?: number;
  /**
   * After so many calls with the same implementations. Default 100,000: so many it takes until compiling, and V8's
   * optimizing of the code, have paid for themselves.
   */
  readonly minCalls?: number;
}

/**
 * Makes an engine that begins with closures and compiles where it pays: hooks of many implementations, once they have been
 * called often without a change. The defaults are measured by `bench:compiled`; `docs/explanation/performance.md` has the
 * results.
 *
 * @example
 * ```ts
 * import { PluginManager } from '@pintle/core';
 * import { adaptive } from '@pintle/core/tapable';
 *
 * const pm = new PluginManager('kiln', { engine: adaptive() });
 * ```
 */
export function adaptive({ minSteps = 9, minCalls = 100_000 }: AdaptiveOptions = {}): Engine {
  return (plan, guard) => {
    if (!isCompilable(plan) || plan.steps.length < minSteps || !canCompile()) return closures(plan, guard);
    let calls = 0;
    let run = closures(plan, guard);
    return (args) => {
      if (calls < minCalls && ++calls === minCalls) run = compiled(plan, guard);
      return run(args);
    };
  };
}
