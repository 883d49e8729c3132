import { HookError } from '../errors.js';
import { describe } from '../describe.js';
import { isThenable } from '../thenable.js';
import type { Awaitable } from '../types.js';

/**
 * A hook that can be tapped, of whichever copy or re-implementation of tapable: those of webpack and rspack both fit.
 */
export interface TappableHook {
  tap(options: never, fn: never): unknown;
}

/** How a tap stands among the others of its hook. */
export interface TapOptions {
  readonly name: string;
  /** Lower ones are called first. Default 0. */
  readonly stage?: number;
  /** Names of taps that it comes before. */
  readonly before?: string | string[];
}

/** Options of {@link intoTapable}. */
export interface IntoTapableOptions<Args extends readonly unknown[], A extends object> extends TapOptions {
  /** Makes the args of our hook from those of theirs. */
  args(...args: Args): A;
  /**
   * `promise` taps asynchronous hooks, whose build then waits; `sync` taps synchronous ones. Default: `promise` unless the
   * hook's class is a `Sync…Hook`.
   */
  readonly mode?: 'sync' | 'promise';
}

type ArgsOfTap<H> = H extends { tap(options: never, fn: (...args: infer Args) => unknown): unknown }
  ? Args extends readonly unknown[]
    ? Args
    : never
  : never;

type ResultOfTap<H> = H extends { tap(options: never, fn: (...args: infer _Args) => infer R): unknown } ? R : never;

/** What a caller of ours may give a hook of theirs: anything where it wants nothing, else what it takes, or nothing. */
type ResultFor<H> = [ResultOfTap<H>] extends [void] ? unknown : Awaitable<ResultOfTap<H> | null | undefined>;

/**
 * Taps the caller of one of our hooks into a hook of a tapable-based host: whenever theirs is called, ours is.
 *
 * What ours gives goes back to theirs, where bail and waterfall hooks want something; `null` becomes `undefined`, which is
 * tapable's "no result". What ours throws fails the host's build.
 *
 * @throws HookError `IMPL_INVALID` for something that cannot be tapped; when a tapped synchronous hook of theirs meets a
 * promise of ours, `HOOK_SYNC_PROMISE`
 * @example
 * ```ts no-run
 * intoTapable(compiler.hooks.done, pm.hook.on_build_end, { name: 'kiln', args: (stats) => ({ stats }) });
 * ```
 */
export function intoTapable<H extends TappableHook, A extends object>(
  hook: H,
  caller: (args: A) => ResultFor<H>,
  options: IntoTapableOptions<ArgsOfTap<H>, A>,
): void {
  const target: unknown = hook;
  if (!isTappable(target)) {
    throw new HookError('IMPL_INVALID', `intoTapable got ${describe(target)}, expected a hook with "tap".`, {
      hint: 'Hand over the hook itself: compiler.hooks.done.',
    });
  }
  const { args, mode = modeOf(target), ...tapOptions } = options;
  const argsOf = args as unknown as (...given: unknown[]) => A;
  const call = (given: unknown[]): unknown => caller(argsOf(...given));
  if (mode === 'promise' && target.tapPromise !== undefined) {
    target.tapPromise(tapOptions, async (...given) => (await call(given)) ?? undefined);
    return;
  }
  target.tap(tapOptions, (...given) => {
    const result = call(given);
    if (!isThenable(result)) return result ?? undefined;
    if (result instanceof Promise) result.catch(() => undefined);
    throw new HookError(
      'HOOK_SYNC_PROMISE',
      `A hook tapped as "${tapOptions.name}" gave a promise, but the tapable hook is synchronous.`,
      { hint: 'Keep its implementations synchronous, or tap an asynchronous hook of the host.' },
    );
  });
}

/** A tapable hook that can be called: its owner's side of it. */
export interface CallableTapableHook<Args extends readonly unknown[], R> {
  call?(...args: Args): R;
  promise?(...args: Args): Promise<R>;
}

/**
 * Makes an implementation of one of our hooks that calls a tapable hook, so that whoever tapped it takes part.
 *
 * Asynchronous tapable hooks are called with `promise`, synchronous ones with `call`.
 *
 * @param args - makes the args of their hook from those of ours
 * @throws HookError `IMPL_INVALID` for something that cannot be called
 * @example
 * ```ts no-run
 * pm.register({ name: 'legacy', hooks: { on_build_end: fromTapable(legacy.hooks.done, ({ stats }) => [stats]) } });
 * ```
 */
export function fromTapable<A extends object, const Args extends readonly unknown[], R>(
  hook: CallableTapableHook<Args, R>,
  args: (args: A) => Args,
): (args: A) => R | Promise<R> {
  const target: CallableTapableHook<Args, R> = hook;
  const isSync = modeOf(target) === 'sync';
  if (isSync && typeof target.call === 'function') {
    const { call } = target;
    return (given) => Reflect.apply<CallableTapableHook<Args, R>, Args, R>(call, target, args(given));
  }
  if (typeof target.promise === 'function') {
    const { promise } = target;
    return (given) => Reflect.apply<CallableTapableHook<Args, R>, Args, Promise<R>>(promise, target, args(given));
  }
  throw new HookError(
    'IMPL_INVALID',
    `fromTapable got ${describe(target)}, expected a hook with "call" or "promise".`,
    {
      hint: 'Hand over the hook itself: compiler.hooks.done.',
    },
  );
}

interface AnyTappable {
  tap(options: TapOptions, fn: (...args: unknown[]) => unknown): void;
  tapPromise?(options: TapOptions, fn: (...args: unknown[]) => Promise<unknown>): void;
}

function isTappable(value: unknown): value is AnyTappable {
  return typeof value === 'object' && value !== null && typeof (value as { tap?: unknown }).tap === 'function';
}

// Both tapable and lite-tapable name their classes so, and give synchronous hooks a tapPromise that throws.
function modeOf(hook: object): 'sync' | 'promise' {
  const name = (hook.constructor as { name?: string } | undefined)?.name ?? '';
  return name.startsWith('Sync') ? 'sync' : 'promise';
}
