import { type Cell, compile, type Engine } from './dispatch/engine.js';
import type { Invoke } from './dispatch/plan.js';
import { planOf, type StepContext } from './dispatch/steps.js';
import { HookError } from './errors.js';
import { EXTRA, type HookImpl, Implementation, readImpl } from './impl.js';
import type { Observers } from './monitor.js';
import { ImplList } from './order.js';
import type { PluginRecord } from './plugin-record.js';
import type { AnyHookSpec } from './spec.js';
import { isThenable } from './thenable.js';

/** A historic call as it is remembered. */
interface PastCall {
  readonly args: object;
  readonly onResult: ((value: unknown) => void) | undefined;
}

/** What a hook asks of its manager. */
export interface HookHost {
  readonly engine: Engine;
  readonly observers: Observers;
  report(impl: Implementation, error: unknown): void;
  /** Called when the last call under way that includes a masked plugin has ended. */
  retire(record: PluginRecord): void;
  /** Puts the function that calls a hook where callers find it. */
  publish(hook: string, caller: CallerFunction): void;
}

/** A function that calls a hook, with its methods: what the public `HookCaller` types describe. */
export interface CallerFunction extends CallerMethods {
  (args: object): unknown;
}

interface CallerMethods {
  callAsync(args: object): Promise<unknown>;
  callExtra(impls: readonly unknown[], args: object): unknown;
  callHistoric(args: object, onResult?: (value: never) => void): void;
  getHookImpls(): HookImpl[];
}

/** One hook: its spec, its implementations, its history. */
export class Hook {
  readonly name: string;
  readonly impls: ImplList = new ImplList();
  readonly history: PastCall[] = [];
  /** The caller that all implementations answer. */
  readonly site: CallSite;
  readonly host: HookHost;
  /** Callers of scopes, by the set of implementations they accept; let go of at each change. */
  readonly shared: Map<string, WeakRef<CallSite>> = new Map();
  #spec: AnyHookSpec | undefined;
  #namespace: string | undefined;
  #cell: Cell | undefined;

  constructor(name: string, host: HookHost) {
    this.name = name;
    this.host = host;
    this.site = new CallSite(this, undefined);
    host.publish(name, this.site.lazy);
  }

  get spec(): AnyHookSpec | undefined {
    return this.#spec;
  }

  /** The set that declares it. */
  get namespace(): string | undefined {
    return this.#namespace;
  }

  get context(): StepContext {
    return { hook: this.name, spec: this.#spec, report: (impl, error) => this.host.report(impl, error) };
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

  add(impl: Implementation): void {
    this.impls.add(impl);
    this.invalidate();
  }

  remove(impl: Implementation): void {
    this.impls.remove(impl);
    this.invalidate();
  }

  /** Makes every dispatcher that was built for this hook stale. */
  invalidate(): void {
    if (this.#cell === undefined) return;
    this.#cell.live = false;
    this.#cell = undefined;
    this.shared.clear();
    this.host.publish(this.name, this.site.lazy);
  }

  /** Hands all past calls to a new implementation, before it is added. */
  replay(impl: Implementation): void {
    // A call that is made meanwhile reaches it too: the list may grow under this loop.
    for (const { args, onResult } of this.history) {
      for (const value of this.runAlone([impl], args) as unknown[]) onResult?.(value);
    }
  }

  /** Runs implementations once, without keeping a dispatcher. */
  runAlone(impls: readonly Implementation[], args: object): unknown {
    return counted(impls, this.host, this.#once(impls))(args);
  }

  #once(impls: readonly Implementation[]): Invoke {
    const { observers } = this.host;
    if (observers.any) return (args) => observers.watch(this.context, impls, args);
    const plan = planOf(this.context, impls);
    return compile(plan, this.host.engine, ALWAYS, never);
  }

  /** Makes the dispatcher of implementations in call order, for as long as the cell lives. */
  dispatcher(impls: readonly Implementation[], stale: Invoke): Invoke {
    const { cell } = this;
    const { observers, engine } = this.host;
    if (observers.any) {
      const watched = counted(impls, this.host, (args) => observers.watch(this.context, impls, args));
      return (args) => (cell.live ? watched(args) : stale(args));
    }
    const plan = planOf(this.context, impls);
    const disableable = impls.some((impl) => impl.owner?.disableable === true);
    if (!disableable) return compile(plan, engine, cell, stale);
    const watched = counted(impls, this.host, compile(plan, engine, ALWAYS, never));
    return (args) => (cell.live ? watched(args) : stale(args));
  }
}

const ALWAYS: Cell = { live: true };

function never(): never {
  throw new TypeError('unreachable: this cell never dies');
}

/** Counts the calls under way for plugins that a fault may take out. */
function counted(impls: readonly Implementation[], host: HookHost, call: Invoke): Invoke {
  const owners = new Set<PluginRecord>();
  for (const { owner } of impls) if (owner?.disableable === true) owners.add(owner);
  if (owners.size === 0) return call;
  const leave = (): void => {
    for (const owner of owners) if (--owner.inFlight === 0 && owner.masked) host.retire(owner);
  };
  return (args) => {
    for (const owner of owners) owner.inFlight++;
    let result: unknown;
    try {
      result = call(args);
    } catch (error) {
      leave();
      throw error;
    }
    if (isThenable(result)) return Promise.resolve(result).finally(leave);
    leave();
    return result;
  };
}

/** A way to call a hook: with all of its implementations, or with those that a predicate accepts. */
export class CallSite {
  /** Builds the dispatcher at the first call, and goes to the present one ever after. */
  readonly lazy: CallerFunction;
  readonly #hook: Hook;
  readonly #accepts: ((impl: HookImpl) => boolean) | undefined;
  readonly #methods: CallerMethods;
  #cell: Cell | undefined;
  #current: CallerFunction | undefined;

  constructor(hook: Hook, accepts: ((impl: HookImpl) => boolean) | undefined) {
    this.#hook = hook;
    this.#accepts = accepts;
    this.#methods = {
      callAsync: async (args) => this.lazy(args),
      callExtra: (impls, args) => this.#callExtra(impls, args),
      callHistoric: (args, onResult) => this.#callHistoric(args, onResult as ((value: unknown) => void) | undefined),
      getHookImpls: () => this.impls(),
    };
    this.lazy = this.#equip((args) => this.#build()(args));
  }

  /** The fastest function that calls this site now. */
  get caller(): CallerFunction {
    return this.#cell?.live === true && this.#current !== undefined ? this.#current : this.lazy;
  }

  /** In call order. */
  impls(extras: readonly Implementation[] = []): Implementation[] {
    const all = this.#hook.impls.ordered(extras);
    const accepts = this.#accepts;
    return accepts === undefined ? all : all.filter((impl) => impl.owner === null || accepts(impl));
  }

  #build(): Invoke {
    if (this.#cell?.live === true && this.#current !== undefined) return this.#current;
    const hook = this.#hook;
    if (hook.spec?.kind === 'historic') throw historicCall(hook.name);
    this.#current = this.#equip(hook.dispatcher(this.impls(), this.lazy));
    this.#cell = hook.cell;
    if (this === hook.site) hook.host.publish(hook.name, this.#current);
    return this.#current;
  }

  #equip(dispatch: Invoke): CallerFunction {
    const caller = dispatch as CallerFunction;
    const { callAsync, callExtra, callHistoric, getHookImpls } = this.#methods;
    caller.callAsync = callAsync;
    caller.callExtra = callExtra;
    caller.callHistoric = callHistoric;
    caller.getHookImpls = getHookImpls;
    return caller;
  }

  #callExtra(given: readonly unknown[], args: object): unknown {
    const hook = this.#hook;
    if (hook.spec?.kind === 'historic') throw historicCall(hook.name);
    if (!Array.isArray(given)) {
      throw new HookError('IMPL_INVALID', `callExtra of "${hook.name}" expects an array of implementations first.`, {
        hook: hook.name,
      });
    }
    const extras = given.map((value, position) => {
      const written = readImpl(value, hook.name, EXTRA);
      if (!written.wrapper) return new Implementation(written, hook.name, null, position, position);
      throw new HookError('IMPL_INVALID', `callExtra of "${hook.name}" got a wrapper, expected handlers only.`, {
        hook: hook.name,
        hint: 'Register a plugin for it.',
      });
    });
    return hook.runAlone(this.impls(extras), args);
  }

  #callHistoric(args: object, onResult: ((value: unknown) => void) | undefined): void {
    const hook = this.#hook;
    if (hook.spec?.kind !== 'historic') {
      throw new HookError('HOOK_NOT_HISTORIC', `"${hook.name}" is not historic, so callHistoric cannot be used on it.`, {
        hook: hook.name,
        hint: `Call it: pm.hook.${hook.name}(args).`,
      });
    }
    hook.history.push({ args, onResult });
    for (const value of hook.runAlone(this.impls(), args) as unknown[]) onResult?.(value);
  }
}

function historicCall(hook: string): HookError {
  return new HookError('HOOK_HISTORIC_CALL', `"${hook}" is historic, so it cannot be called directly.`, {
    hook,
    hint: `Write pm.hook.${hook}.callHistoric(args).`,
  });
}
