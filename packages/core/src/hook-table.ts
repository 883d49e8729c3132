import { inspect } from 'node:util';
import toFastProperties from 'to-fast-properties';
import { type CallerFunction, CallSite, type ImplPredicate } from './call-site.js';
import { HookError } from './errors.js';
import { Hook, type HookHost } from './hook.js';
import type { Implementation } from './impl.js';
import { didYouMean } from './near-match.js';
import { Scope, SharedSites } from './scope.js';
import { type AnyHookSpec, type AnyHookSpecs, isHookSpecs } from './spec.js';

/** Callers by hook name: what `pm.hook` and scopes look like inside. */
export type Relay = Record<string, CallerFunction>;

const SCOPE = Symbol('scope');

/** All hooks of a manager, by name, with the relays that lead to them. */
export class HookTable {
  /**
   * A plain record without a prototype: hook names, `__proto__` too, are nothing but its keys. Made in this way, and its
   * keys defined, not assigned, it never becomes a dictionary, through which V8 can not see the callers.
   */
  readonly relay: Relay = Object.setPrototypeOf({}, null) as Relay;
  /** The site of each hook that all of its implementations answer. */
  readonly #sites = new Map<string, CallSite>();
  /** Leads to the callers of scopes. Made with the first scope: accessors keep V8 from collecting a manager early. */
  #scopePrototype: object | undefined;
  readonly #sharedSites = new SharedSites();
  readonly #host: HookHost;

  constructor(host: HookHost) {
    this.#host = host;
    Object.defineProperty(this.relay, inspect.custom, {
      value: () =>
        Object.fromEntries(this.all().map((hook) => [hook.name, hook.impls.ordered().map((impl) => impl.record)])),
    });
  }

  /** In order of creation. */
  all(): Hook[] {
    return [...this.#sites.values()].map((site) => site.hook);
  }

  get(name: string): Hook | undefined {
    return this.#sites.get(name)?.hook;
  }

  /** @throws HookError `HOOK_UNKNOWN` */
  expect(name: string): Hook {
    const hook = this.get(name);
    if (hook !== undefined) return hook;
    const known = [...this.#sites.keys()];
    const others = known.length === 0 ? 'Declare it: pm.addHookSpecs(…).' : `The hooks are ${known.join(', ')}.`;
    throw new HookError(
      'HOOK_UNKNOWN',
      `There is no hook "${name}": neither a spec nor an implementation has named it.`,
      {
        hook: name,
        hint: didYouMean(name, known) ?? others,
      },
    );
  }

  /** The hook of a name, which exists from now on. */
  ensure(name: string): Hook {
    const known = this.get(name);
    if (known !== undefined) return known;
    const { relay } = this;
    // V8 sees through a function that stands in the relay itself, not through one that leads there: so each is put there.
    const publish = (caller: CallerFunction): void => {
      if (this.#sites.get(name) === site) relay[name] = caller;
    };
    const hook: Hook = new Hook(name, this.#host, () => publish(site.lazy));
    const site = new CallSite(hook, undefined, publish);
    Object.defineProperty(relay, name, { value: site.lazy, writable: true, enumerable: true, configurable: true });
    this.#sites.set(name, site);
    if (this.#scopePrototype !== undefined) defineScoped(this.#scopePrototype, site);
    return hook;
  }

  /** Takes back `ensure`: for a registration that failed. */
  forget(name: string): void {
    this.#sites.delete(name);
    delete this.relay[name];
    toFastProperties(this.relay);
    if (this.#scopePrototype !== undefined) Reflect.deleteProperty(this.#scopePrototype, name);
  }

  /** A relay whose calls use only what the predicate accepts. */
  scope(accepts: ImplPredicate): Relay {
    this.#scopePrototype ??= this.#scoped();
    const relay = Object.create(this.#scopePrototype) as Relay;
    Object.defineProperty(relay, SCOPE, { value: new Scope(accepts, this.#sharedSites) });
    return relay;
  }

  #scoped(): object {
    const prototype = Object.create(null) as object;
    for (const site of this.#sites.values()) defineScoped(prototype, site);
    const sites = this.#sites;
    // What a scope has by way of its prototype would print as nothing.
    Object.defineProperty(prototype, inspect.custom, {
      value(this: Relay) {
        return Object.fromEntries([...sites.keys()].map((name) => [name, this[name]?.getHookImpls()]));
      },
    });
    return prototype;
  }

  /** Whether any implementation carries a `select`, or is refused by the predicate; false for an empty table. */
  isLimitedBy(accepts: ImplPredicate): boolean {
    const impls = this.all().flatMap((hook) => hook.impls.base());
    return impls.length === 0 || impls.some((impl) => impl.select !== undefined || !accepts(impl.record));
  }

  /**
   * Checks sets of specs and gives back those hooks that they newly declare.
   *
   * @throws HookError `HOOKSPEC_INVALID`, `HOOKSPEC_DUPLICATE`, `HOOK_HISTORIC_WRAPPER`
   */
  checkSpecs(sets: readonly AnyHookSpecs[]): readonly NewSpec[] {
    if (sets.length === 0) return NO_SPECS;
    const added = new Map<string, NewSpec>();
    for (const set of sets) {
      if (!isHookSpecs(set)) {
        throw new HookError('HOOKSPEC_INVALID', 'addHookSpecs expects sets made by defineHookSpecs.', {
          hint: "Write addHookSpecs(defineHookSpecs('…', { … })).",
        });
      }
      for (const [name, spec] of Object.entries(set.hooks)) {
        const hook = this.get(name);
        const present = added.get(name) ?? (hook?.spec && { spec: hook.spec, namespace: hook.namespace ?? '' });
        if (present?.spec === spec) continue;
        if (present !== undefined) throw duplicate(name, present.namespace, set.namespace);
        const wrapper = spec.kind === 'historic' ? hook?.impls.ordered().findLast((impl) => impl.wrapper) : undefined;
        if (wrapper !== undefined) throw historicWrapper(wrapper.hook, wrapper.pluginName);
        added.set(name, { name, spec, namespace: set.namespace });
      }
    }
    return [...added.values()];
  }
}

/** Lets scopes find the caller of a hook that is theirs. */
function defineScoped(prototype: object, site: CallSite): void {
  Object.defineProperty(prototype, site.hook.name, {
    get(this: { [SCOPE]: Scope }) {
      return this[SCOPE].caller(site);
    },
    enumerable: true,
    configurable: true,
  });
}

const NO_SPECS: readonly NewSpec[] = [];

/** A hook that a set of specs newly declares. */
export interface NewSpec {
  readonly name: string;
  readonly spec: AnyHookSpec;
  readonly namespace: string;
}

function duplicate(hook: string, first: string, second: string): HookError {
  const both = first === second ? `twice by different sets called "${first}"` : `by both "${first}" and "${second}"`;
  return new HookError('HOOKSPEC_DUPLICATE', `Hook "${hook}" is declared ${both}.`, {
    hook,
    hint: 'Rename one of the two hooks, or share one set of specs.',
  });
}

/** The error of a wrapper on a historic hook. */
function historicWrapper(hook: string, plugin: string): HookError {
  return new HookError('HOOK_HISTORIC_WRAPPER', `Plugin "${plugin}" wraps "${hook}", which is historic.`, {
    hook,
    plugin,
    hint: 'Historic hooks take handlers only.',
  });
}

/** @throws HookError when an implementation can not stand in a hook of this spec */
export function checkFits(impl: Implementation, spec: AnyHookSpec | undefined): void {
  if (impl.wrapper && spec?.kind === 'historic') throw historicWrapper(impl.hook, impl.pluginName);
}
