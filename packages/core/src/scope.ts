import { CallSite, type CallerFunction, type Hook } from './caller.js';
import type { Cell } from './dispatch/engine.js';
import type { HookImpl, Implementation } from './impl.js';

/** Whether an implementation takes part in the calls of a scope. */
export type ImplPredicate = (impl: HookImpl) => boolean;

/**
 * The callers of one scope. Each is looked up when it is asked for, and again after the hook has changed; scopes that
 * accept the same implementations of a hook share its caller, and one that accepts all has the hook's own.
 */
export class Scope {
  readonly #accepts: ImplPredicate;
  readonly #found = new Map<Hook, { readonly cell: Cell; readonly site: CallSite }>();

  constructor(accepts: ImplPredicate) {
    this.#accepts = accepts;
  }

  caller(hook: Hook): CallerFunction {
    const { cell } = hook;
    const found = this.#found.get(hook);
    if (found?.cell === cell) return found.site.caller;
    const site = this.#site(hook);
    this.#found.set(hook, { cell, site });
    return site.caller;
  }

  #site(hook: Hook): CallSite {
    const all = hook.impls.base();
    const accepted = all.filter((impl) => this.#accepts(impl));
    if (accepted.length === all.length) return hook.site;
    const key = signature(accepted);
    const shared = hook.shared.get(key)?.deref();
    if (shared !== undefined) return shared;
    const site = new CallSite(hook, this.#accepts);
    hook.shared.set(key, new WeakRef(site));
    return site;
  }
}

function signature(impls: readonly Implementation[]): string {
  return impls.map((impl) => impl.seq).join();
}
