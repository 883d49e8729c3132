import { closures, type Engine } from '../../src/dispatch/engine.js';
import { guarded, UNGUARDED } from '../../src/dispatch/guard.js';
import type { Invoke, Plan } from '../../src/dispatch/plan.js';
import type { ReportFault } from '../../src/dispatch/policy.js';
import { runSteps } from '../../src/dispatch/run.js';
import { planOf } from '../../src/dispatch/steps.js';
import { wrap } from '../../src/dispatch/wrap.js';
import { Implementation, readImpl } from '../../src/impl.js';
import type { Owner } from '../../src/owner.js';
import type { AnyHookSpec } from '../../src/spec.js';
import { adaptive } from '../../src/tapable/adaptive-engine.js';
import { compiled } from '../../src/tapable/compiled-engine.js';

/** The engines that every kind of call must be the same in. */
export const ENGINES: readonly (readonly [name: string, engine: Engine])[] = [
  ['unrolled', closures],
  ['loop', (plan, guard) => guarded(guard, (args) => runSteps(plan, args))],
  ['compiled', compiled],
  ['compiled at the second call', adaptive({ minSteps: 1, minCalls: 2 })],
];

/** What dispatches implementations, given in call order, without a manager: their plugins are called a, b, c … */
export function dispatcher(
  spec: AnyHookSpec | undefined,
  impls: readonly unknown[],
  options: DispatcherOptions = {},
): Invoke {
  const { engine = closures, report } = options;
  const plan = planFor(spec, impls, report);
  return wrap(plan, engine(plan, UNGUARDED));
}

/** The plan of such a call. */
export function planFor(
  spec: AnyHookSpec | undefined,
  impls: readonly unknown[],
  report: ReportFault = () => undefined,
): Plan {
  return planOf({ hook: 'hook', spec, report }, implementations(impls));
}

interface DispatcherOptions {
  readonly engine?: Engine;
  readonly report?: ReportFault;
}

/** Implementations as a manager would have them, each of a plugin of its own. */
function implementations(written: readonly unknown[]): Implementation[] {
  return written.map((one, index) => {
    const name = nameOf(index);
    return new Implementation(readImpl(one, 'hook', name), 'hook', ownerNamed(name), index, 0);
  });
}

/** A plugin that is registered nowhere. */
export function ownerNamed(name: string): Owner {
  return {
    name,
    plugin: { name },
    version: undefined,
    isInstance: false,
    isDisableable: false,
    isMasked: false,
    inFlight: 0,
  };
}

/** What the plugin of the implementation at a place is called. */
export function nameOf(index: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}
