import { HookError } from './errors.js';
import type { HookImpl } from './hook-impl.js';
import { checkSpecOptions } from './spec-options.js';

/** How a call combines the results of its implementations. */
export type HookKind = 'collect' | 'first' | 'notify' | 'pipe' | 'assign' | 'historic';

/** What every spec may say of itself. `A`: the args of a call; `V`: the value that one implementation returns. */
export interface HookSpecOptions<A, V> {
  /** Says what to use instead. Each plugin that implements the hook causes one process warning. */
  readonly deprecated?: string;
  /** The version of the declaring package that brought the hook. */
  readonly since?: string;
  /**
   * Called with each non-nullish result (in pipes and first results those of wrappers, too). Throw to refuse it: the
   * caller gets `HOOK_RESULT_INVALID`, which names the plugin and has the thrown error as its cause.
   */
  check?(value: V, args: A): void;
  /**
   * Makes the args that one implementation gets from those of the call: `({ ...args })` keeps what one does to them from
   * all others. Called for each implementation that is called; default: all get the very object.
   */
  argsFor?(args: A, impl: HookImpl): A;
}

const BRAND = Symbol.for('pintle.spec');

/**
 * One declared hook: its kind and options, and in its type its args, result, kind and whether it is synchronous.
 *
 * Made by {@link hookSpec}; a value, so that it can be exported, documented and compared.
 */
export interface HookSpec<A, R, K extends HookKind, S extends boolean> {
  readonly kind: K;
  readonly sync: S;
  /** The key of the args that a pipe carries; `undefined` for all other kinds. */
  readonly key: string | undefined;
  readonly deprecated: string | undefined;
  readonly since: string | undefined;
  readonly check: ((value: unknown, args: object) => void) | undefined;
  readonly argsFor: ((args: object, impl: HookImpl) => object) | undefined;
  /** Carries the types; never there at run time. */
  readonly '~types'?: (args: A) => R;
}

/** Any spec, its types forgotten. */
export type AnyHookSpec = HookSpec<never, unknown, HookKind, boolean>;
/** Hook names and their specs. */
export type HookSpecMap = Readonly<Record<string, AnyHookSpec>>;

/** Which package declares a set of specs, in which version: what a plugin's `requires` is checked against. */
export interface HookSpecsOrigin {
  readonly package: string;
  /** A semver version, such as `1.4.0`. */
  readonly version: string;
}

const SET_BRAND = Symbol.for('pintle.specs');

/** A set of specs, made by {@link defineHookSpecs} and added to a manager with `addHookSpecs`. */
export interface HookSpecs<M extends HookSpecMap> {
  /** Names the set in messages. */
  readonly namespace: string;
  readonly hooks: M;
  readonly about: HookSpecsOrigin | undefined;
}

/** Any set of specs, its types forgotten. */
export type AnyHookSpecs = HookSpecs<HookSpecMap>;

/** The constructors shared by `hookSpec` (values or promises) and `hookSpec.sync` (plain values only). */
export interface HookSpecConstructors<S extends boolean> {
  /** Collect: a call gives every non-nullish result, in call order. */
  <A extends object, R = never>(options?: HookSpecOptions<A, R>): HookSpec<A, R, 'collect', S>;
  /** A call stops at the first non-nullish result and gives it, else `undefined`. */
  firstResult<A extends object, R>(options?: HookSpecOptions<A, R>): HookSpec<A, R, 'first', S>;
  /**
   * A call gives nothing, and reaches EVERY implementation even when one throws: one error is rethrown as it is, several
   * as one `AggregateError` whose `cause` is the first.
   */
  notify<A extends object>(options?: HookSpecOptions<A, never>): HookSpec<A, never, 'notify', S>;
  /**
   * A waterfall through `args[key]`: each implementation sees what the one before returned (nullish: unchanged), and the
   * call gives the last value. The caller's args are never touched.
   */
  readonly pipe: {
    <A extends object, K extends keyof A & string>(
      key: K,
      options?: HookSpecOptions<A, A[K]>,
    ): HookSpec<A, A[K], 'pipe', S>;
    /** A waterfall whose implementations return a partial object that is assigned over the value. */
    assign<A extends object, K extends keyof A & string>(
      key: K,
      options?: HookSpecOptions<A, Partial<A[K]>>,
    ): HookSpec<A, A[K], 'assign', S>;
  };
}

/** Declares one hook. The kinds: collect (call it), `firstResult`, `notify`, `pipe`, `pipe.assign`, `historic`. */
export type HookSpecFactory = HookSpecConstructors<false> & {
  /** The same kinds for implementations that return plain values: a promise is `HOOK_SYNC_PROMISE`. */
  readonly sync: HookSpecConstructors<true>;
  /**
   * A hook whose calls (`callHistoric`) are remembered and replayed to plugins that register later. Always synchronous;
   * no wrappers.
   */
  historic<A extends object, R = never>(options?: HookSpecOptions<A, R>): HookSpec<A, R, 'historic', true>;
};

interface LooseOptions {
  readonly deprecated?: string;
  readonly since?: string;
  check?: ((value: never, args: never) => void) | undefined;
  argsFor?: ((args: never, impl: HookImpl) => object) | undefined;
}

function makeSpec(kind: HookKind, sync: boolean, options: LooseOptions | undefined, key?: string): AnyHookSpec {
  const isPipe = kind === 'pipe' || kind === 'assign';
  if (isPipe && (typeof key !== 'string' || key === '')) {
    throw new HookError(
      'HOOKSPEC_INVALID',
      `hookSpec.pipe expects the key of its args that is piped, got ${String(key)}.`,
      {
        hint: "Write hookSpec.pipe<Args, 'inputs'>('inputs').",
      },
    );
  }
  if (options !== undefined) checkSpecOptions(options);
  const spec = {
    kind,
    sync,
    key: isPipe ? key : undefined,
    deprecated: options?.deprecated,
    since: options?.since,
    check: options?.check as AnyHookSpec['check'],
    argsFor: options?.argsFor as AnyHookSpec['argsFor'],
  };
  Object.defineProperty(spec, BRAND, { value: true });
  return Object.freeze(spec);
}

function constructors(sync: boolean): object {
  const collect = (options?: LooseOptions): AnyHookSpec => makeSpec('collect', sync, options);
  const pipe = (key: string, options?: LooseOptions): AnyHookSpec => makeSpec('pipe', sync, options, key);
  return Object.assign(collect, {
    firstResult: (options?: LooseOptions) => makeSpec('first', sync, options),
    notify: (options?: LooseOptions) => makeSpec('notify', sync, options),
    pipe: Object.assign(pipe, {
      assign: (key: string, options?: LooseOptions) => makeSpec('assign', sync, options, key),
    }),
  });
}

/**
 * Declares one hook.
 *
 * @example
 * ```ts
 * const nodeSpecs = defineHookSpecs('node', {
 *   before_node_run: hookSpec.pipe.assign<NodeRunArgs, 'inputs'>('inputs'),
 *   run_node: hookSpec.firstResult<NodeRunArgs, NodeOutputs>(),
 *   on_node_end: hookSpec.notify<NodeEndArgs>(),
 * });
 * ```
 */
export const hookSpec: HookSpecFactory = Object.assign(constructors(false), {
  sync: constructors(true),
  historic: (options?: LooseOptions) => makeSpec('historic', true, options),
}) as HookSpecFactory;

/** Whether a value is a spec made by any copy of core. */
export function isHookSpec(value: unknown): value is AnyHookSpec {
  return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
}

const HOW = "Write defineHookSpecs('node', { on_node_end: hookSpec.notify<Args>() }).";

/**
 * Groups specs into a set that a manager can take.
 *
 * @param namespace - names the set in messages; by convention the subject of its hooks
 * @param hooks - hook names and specs, in the order in which they should be listed
 * @param about - the declaring package and its version, which plugins may name in `requires`
 * @throws HookError `HOOKSPEC_INVALID` when the namespace is empty or a value is not a spec
 */
export function defineHookSpecs<const M extends HookSpecMap>(
  namespace: string,
  hooks: M,
  about?: HookSpecsOrigin,
): HookSpecs<M> {
  if (typeof namespace !== 'string' || namespace === '') {
    throw new HookError('HOOKSPEC_INVALID', 'defineHookSpecs expects a namespace, a non-empty string, first.', {
      hint: HOW,
    });
  }
  if (typeof hooks !== 'object' || hooks === null) {
    throw new HookError('HOOKSPEC_INVALID', `defineHookSpecs("${namespace}") expects an object of specs.`, {
      hint: HOW,
    });
  }
  const names = Object.keys(hooks);
  if (names.length === 0) {
    throw new HookError('HOOKSPEC_INVALID', `The hookspec set "${namespace}" declares no hooks.`, { hint: HOW });
  }
  for (const name of names) {
    if (!isHookSpec(hooks[name])) {
      throw new HookError('HOOKSPEC_INVALID', `"${name}" in the hookspec set "${namespace}" is not a hookSpec.`, {
        hook: name,
        hint: `Write ${name}: hookSpec<Args, Result>().`,
      });
    }
  }
  const set = { namespace, hooks, about };
  Object.defineProperty(set, SET_BRAND, { value: true });
  return Object.freeze(set);
}

/** Whether a value is a set of specs made by any copy of core. */
export function isHookSpecs(value: unknown): value is AnyHookSpecs {
  return typeof value === 'object' && value !== null && (value as { [SET_BRAND]?: unknown })[SET_BRAND] === true;
}
