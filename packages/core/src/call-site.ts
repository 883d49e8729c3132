import type { Cell } from './dispatch/guard.js';
import type { Invoke } from './dispatch/plan.js';
import { HookError } from './errors.js';
import type { Hook, OnResult } from './hook.js';
import type { HookImpl } from './hook-impl.js';
import { EXTRA, Implementation, readImpl } from './impl.js';

/** A function that calls a hook, with its methods: what the public `HookCaller` types describe. */
export interface CallerFunction extends CallerMethods {
  (args: object): unknown;
}

interface CallerMethods {
  callAsync(args: object): Promise<unknown>;
  callExtra(impls: readonly unknown[], args: object): unknown;
  callHistoric(args: object, onResult?: OnResult): void;
  getHookImpls(): HookImpl[];
}

/** Whether an implementation takes part in the calls of a site. */
export type ImplPredicate = (impl: HookImpl) => boolean;

/** A way to call a hook: with all of its implementations, or with those that a predicate accepts. */
export class CallSite {
  /** Makes the dispatcher at the first call, and leads to the present one ever after: it may be kept. */
  readonly lazy: CallerFunction;
  readonly hook: Hook;
  readonly #accepts: ImplPredicate | undefined;
  readonly #onMade: ((caller: CallerFunction) => void) | undefined;
  readonly #methods: CallerMethods;
  /** Makes a dispatcher for the present implementations, and calls it. */
  readonly #renew: Invoke;
  /** The last dispatcher that was made; once it is stale, it calls `#renew`. */
  #current: Invoke;
  /** Of the last dispatcher. */
  #cell: Cell | undefined;

  /** @param onMade - told of each new dispatcher */
  constructor(hook: Hook, accepts?: ImplPredicate, onMade?: (caller: CallerFunction) => void) {
    this.hook = hook;
    this.#accepts = accepts;
    this.#onMade = onMade;
    this.#methods = {
      callAsync: async (args) => this.lazy(args),
      callExtra: (impls, args) => this.#callExtra(impls, args),
      callHistoric: (args, onResult) => this.#callHistoric(args, onResult),
      getHookImpls: () => this.#impls().map((impl) => impl.record),
    };
    this.#renew = (args) => this.#dispatcher()(args);
    this.#current = this.#renew;
    this.lazy = this.#equip((args) => this.#current(args));
  }

  /** The fastest function that calls this site now. */
  get caller(): CallerFunction {
    return this.#cell?.live === true ? (this.#current as CallerFunction) : this.lazy;
  }

  /** In call order. */
  #impls(extras: readonly Implementation[] = []): Implementation[] {
    const all = this.hook.impls.ordered(extras);
    const accepts = this.#accepts;
    return accepts === undefined ? all : all.filter((impl) => impl.owner === null || accepts(impl.record));
  }

  #dispatcher(): Invoke {
    if (this.#cell?.live === true) return this.#current;
    const hook = this.hook;
    if (hook.isHistoric) throw historicCall(hook.name);
    const caller = this.#equip(hook.dispatcher(this.#impls(), this.#renew));
    this.#current = caller;
    this.#cell = hook.cell;
    this.#onMade?.(caller);
    return caller;
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
    const hook = this.hook;
    if (hook.isHistoric) throw historicCall(hook.name);
    return hook.runOnce(this.#impls(readExtras(hook.name, given)), args);
  }

  #callHistoric(args: object, onResult: OnResult | undefined): void {
    const hook = this.hook;
    if (hook.isHistoric) return hook.runHistoric(this.#impls(), args, onResult);
    throw new HookError('HOOK_NOT_HISTORIC', `"${hook.name}" is not historic, so callHistoric cannot be used on it.`, {
      hook: hook.name,
      hint: `Call it: pm.hook.${hook.name}(args).`,
    });
  }
}

function readExtras(hook: string, given: readonly unknown[]): Implementation[] {
  if (!Array.isArray(given)) {
    throw new HookError('IMPL_INVALID', `callExtra of "${hook}" expects an array of implementations first.`, {
      hook,
      hint: `Write pm.hook.${hook}.callExtra([handler], args).`,
    });
  }
  return given.map((value, position) => {
    const written = readImpl(value, hook, EXTRA);
    const refused = written.wrapper ? 'a wrapper' : PLACING.find((key) => isSaid(written.options[key]));
    if (refused === undefined) return new Implementation(written, hook, null, position, position);
    throw new HookError('IMPL_INVALID', `callExtra of "${hook}" got ${refused}, expected handlers without a place.`, {
      hook,
      plugin: EXTRA,
      hint: 'Extra implementations come after tryFirst and before plain ones. Register a plugin for anything else.',
    });
  });
}

const PLACING = ['tryFirst', 'tryLast', 'before', 'after', 'select'] as const;

function isSaid(option: unknown): boolean {
  return Array.isArray(option) ? option.length > 0 : Boolean(option);
}

function historicCall(hook: string): HookError {
  return new HookError('HOOK_HISTORIC_CALL', `"${hook}" is historic, so it cannot be called directly.`, {
    hook,
    hint: `Write pm.hook.${hook}.callHistoric(args).`,
  });
}
