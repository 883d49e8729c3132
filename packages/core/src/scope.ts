import { CallSite, type CallerFunction, type ImplPredicate } from './call-site.js';
import type { Cell } from './dispatch/guard.js';
import type { Hook } from './hook.js';
import type { Implementation } from './impl.js';

/**
 * The callers of one scope. Each is looked up when it is asked for, and again after the hook has changed; scopes that
 * accept the same implementations of a hook share its caller, and one that accepts all has the hook's own.
 */
export class Scope {
  readonly #accepts: ImplPredicate;
  readonly #shared: SharedSites;
  readonly #found = new Map<Hook, { readonly cell: Cell; readonly site: CallSite }>();

  constructor(accepts: ImplPredicate, shared: SharedSites) {
    this.#accepts = accepts;
    this.#shared = shared;
  }

  /** @param all - the site of a hook that all of its implementations answer */
  caller(all: CallSite): CallerFunction {
    const { hook } = all;
    const { cell } = hook;
    const found = this.#found.get(hook);
    if (found?.cell === cell) return found.site.caller;
    const site = this.#site(all);
    this.#found.set(hook, { cell, site });
    return site.caller;
  }

  #site(all: CallSite): CallSite {
    const { hook } = all;
    const impls = hook.impls.base();
    const accepted = impls.filter((impl) => this.#accepts(impl.record));
    return accepted.length === impls.length ? all : this.#shared.site(hook, accepted, this.#accepts);
  }
}

/** The sites of all scopes of a manager, by the implementations that they accept; let go of when the hook changes. */
export class SharedSites {
  readonly #byCell = new WeakMap<Cell, Map<string, WeakRef<CallSite>>>();

  site(hook: Hook, accepted: readonly Implementation[], accepts: ImplPredicate): CallSite {
    const sites = this.#sites(hook.cell);
    const key = accepted.map((impl) => impl.seq).join();
    const shared = sites.get(key)?.deref();
    if (shared !== undefined) return shared;
    const site = new CallSite(hook, accepts);
    sites.set(key, new WeakRef(site));
    return site;
  }

  #sites(cell: Cell): Map<string, WeakRef<CallSite>> {
    const known = this.#byCell.get(cell);
    if (known !== undefined) return known;
    const sites = new Map<string, WeakRef<CallSite>>();
    this.#byCell.set(cell, sites);
    return sites;
  }
}
