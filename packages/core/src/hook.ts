import type { Engine } from './dispatch/engine.js';
import { type Cell, type Guard, guarded, UNGUARDED } from './dispatch/guard.js';
import { counted, isCounted, type Retire } from './dispatch/in-flight.js';
import type { Invoke } from './dispatch/plan.js';
import type { ReportFault } from './dispatch/policy.js';
import { planOf, type StepContext } from './dispatch/steps.js';
import { wrap } from './dispatch/wrap.js';
import type { Implementation } from './impl.js';
import type { Observers } from './monitor.js';
import { ImplList } from './order.js';
import type { AnyHookSpec } from './spec.js';

/** What all hooks of a manager share. */
export interface HookHost {
  readonly engine: Engine;
  readonly observers: Observers;
  readonly report: ReportFault;
  readonly retire: Retire;
}

/** A historic call as it is remembered. */
interface PastCall {
  readonly args: object;
  readonly onResult: OnResult | undefined;
}

/** Gets the results of a historic call, one by one. */
export type OnResult = (value: unknown) => void;

/** One hook: its spec, its implementations, the calls that it remembers, and what dispatches the next one. */
export class Hook {
  readonly name: string;
  readonly impls: ImplList = new ImplList();
  readonly #host: HookHost;
  readonly #onChange: () => void;
  readonly #history: PastCall[] = [];
  #spec: AnyHookSpec | undefined;
  #namespace: string | undefined;
  #cell: Cell | undefined;

  /** @param onChange - called when dispatchers that were made have become stale */
  constructor(name: string, host: HookHost, onChange: () => void) {
    this.name = name;
    this.#host = host;
    this.#onChange = onChange;
  }

  get spec(): AnyHookSpec | undefined {
    return this.#spec;
  }

  /** The set that declares it. */
  get namespace(): string | undefined {
    return this.#namespace;
  }

  get isHistoric(): boolean {
    return this.#spec?.kind === 'historic';
  }

  /** The cell of the present implementations: it dies at the next change. */
  get cell(): Cell {
    return (this.#cell ??= { live: true });
  }

  specify(spec: AnyHookSpec, namespace: string): void {
    this.#spec = spec;
    this.#namespace = namespace;
    this.invalidate();
  }

  /** Takes back `specify`: for a registration that failed. */
  unspecify(): void {
    this.#spec = undefined;
    this.#namespace = undefined;
    this.invalidate();
  }

  add(impl: Implementation): void {
    this.impls.add(impl);
    this.invalidate();
  }

  remove(impl: Implementation): void {
    this.impls.remove(impl);
    this.invalidate();
  }

  /** Makes every dispatcher that was made for this hook stale. */
  invalidate(): void {
    if (this.#cell === undefined) return;
    this.#cell.live = false;
    this.#cell = undefined;
    this.#onChange();
  }

  /** Makes what calls these implementations until the hook changes, and `stale` from then on. */
  dispatcher(impls: readonly Implementation[], stale: Invoke): Invoke {
    return this.#runner(impls, { cell: this.cell, stale });
  }

  /** Calls these implementations once. */
  runOnce(impls: readonly Implementation[], args: object): unknown {
    return this.#runner(impls, UNGUARDED)(args);
  }

  /** Calls these implementations, and those that are added later when they are. */
  runHistoric(impls: readonly Implementation[], args: object, onResult: OnResult | undefined): void {
    this.#history.push({ args, onResult });
    for (const value of this.runOnce(impls, args) as unknown[]) onResult?.(value);
  }

  /** Hands all past calls to a new implementation, before it is added. @returns whether there were any */
  replay(impl: Implementation): boolean {
    // A call that is made meanwhile reaches it too: the list may grow under this loop.
    for (const { args, onResult } of this.#history) {
      for (const value of this.runOnce([impl], args) as unknown[]) onResult?.(value);
    }
    return this.#history.length > 0;
  }

  // Observed calls go another way, so that those which nobody watches pay nothing.
  #runner(impls: readonly Implementation[], guard: Guard): Invoke {
    const { engine, observers, report, retire } = this.#host;
    const context: StepContext = { hook: this.name, spec: this.#spec, report };
    if (observers.any) {
      return guarded(
        guard,
        counted(impls, (args) => observers.watch(context, impls, args), retire),
      );
    }
    const plan = planOf(context, impls);
    if (plan.wrappers.length === 0 && !impls.some(isCounted)) return engine(plan, guard);
    return guarded(guard, counted(impls, wrap(plan, engine(plan, UNGUARDED)), retire));
  }
}
