import type { HookImpl } from './hook-impl.js';
import type { ImplOptions } from './impl-options.js';
import type { HookSpec, HookSpecMap } from './spec.js';
import type { ArgsOf, CallResult, CallValue, ImplResult } from './types.js';

/** What every caller can tell. */
interface Inspectable {
  /** The implementations in CALL order: wrappers outermost first, then the rest first called first. */
  getHookImpls(): readonly HookImpl[];
}

/** Calls a historic hook. */
export interface HistoricCaller<S> extends Inspectable {
  /**
   * Calls the hook now, and for plugins that register later when they do.
   *
   * @param onResult - called once per non-nullish result, after all implementations have run
   */
  callHistoric(args: ArgsOf<S>, onResult?: (value: HistoricResult<S>) => void): void;
}

type HistoricResult<S> = S extends HookSpec<infer _A, infer R, 'historic', boolean> ? R : never;

/** Calls a hook: a value, or a promise when an implementation returned one. */
export interface DirectCaller<S> extends Inspectable {
  (args: ArgsOf<S>): CallResult<S>;
  /** The same, always a promise. */
  callAsync(args: ArgsOf<S>): Promise<CallValue<S>>;
  /** The same with implementations for this call only: after tryFirst and before plain, the last one first. */
  callExtra(impls: readonly ExtraImpl<S>[], args: ArgsOf<S>): CallResult<S>;
}

/** An implementation for one call. */
export type ExtraImpl<S> =
  | ((args: ArgsOf<S>) => ImplResult<S>)
  | (Pick<ImplOptions, 'label' | 'onError' | 'timeoutMs'> & { readonly handler: (args: ArgsOf<S>) => ImplResult<S> });

/** What `pm.hook.x` is. */
export type HookCaller<S> =
  S extends HookSpec<never, unknown, 'historic', boolean> ? HistoricCaller<S> : DirectCaller<S>;

/** The callers of all hooks, by name. */
export type HookRelay<M> = { readonly [K in keyof M]: HookCaller<M[K]> };

/** The caller of a hook that no type knows. */
export type UntypedCaller = DirectCaller<HookSpec<object, unknown, 'collect', false>> & {
  callHistoric(args: object, onResult?: (value: unknown) => void): void;
};

/** No hooks at all. */
export type NoHooks = { readonly [K in never]: HookSpecMap[string] };
