import type { AnyHookSpecs, HookKind, HookSpec, HookSpecs } from './spec.js';

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;
/** No result: what an implementation that has nothing to say returns. */
export type Nothing = void | undefined | null;

/** The args of a hook: what a call hands to every implementation. */
export type ArgsOf<S> = S extends HookSpec<infer A, infer _R, HookKind, boolean> ? A : never;

type MaybeAsync<Sync, T> = Sync extends true ? T : Awaitable<T>;

/** What one implementation may return. Of a notify hook that is not synchronous: anything, it is ignored. */
export type ImplResult<S> =
  S extends HookSpec<infer _A, infer R, infer K, infer Y>
    ? K extends 'notify'
      ? Y extends true
        ? Nothing
        : unknown
      : MaybeAsync<Y, K extends 'assign' ? Partial<R> | Nothing : [R] extends [never] ? void : R | Nothing>
    : never;

/** What a call gives, awaited. */
export type CallValue<S> =
  S extends HookSpec<infer _A, infer R, infer K, boolean>
    ? K extends 'first'
      ? R | undefined
      : K extends 'notify'
        ? void
        : K extends 'pipe' | 'assign'
          ? R
          : R[]
    : never;

/** What a call gives: a value or a promise, plain for hooks declared with `hookSpec.sync`. */
export type CallResult<S> =
  S extends HookSpec<infer _A, infer _R, HookKind, infer Y> ? MaybeAsync<Y, CallValue<S>> : never;

/** What a wrapper may return: the result of the whole call (nothing, in a pipe, keeps the value). */
export type WrapperResult<S> =
  S extends HookSpec<infer _A, infer _R, infer K, infer Y>
    ? MaybeAsync<Y, K extends 'pipe' | 'assign' ? CallValue<S> | Nothing : CallValue<S>>
    : never;

/**
 * Hooks that plugins declare for a host, by augmentation: the key is `host/namespace`, the value the type of a set.
 *
 * @example
 * ```ts
 * declare module '@pintle/core' {
 *   interface HookSpecRegistry { 'pintle/lineage': typeof lineageSpecs }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface HookSpecRegistry {}

type UnionToIntersection<U> = (U extends unknown ? (k: U) => void : never) extends (k: infer I) => void ? I : never;
type Flat<T> = { [K in keyof T]: T[K] };

type RegisteredMaps<H extends string> = {
  [K in keyof HookSpecRegistry & `${H}/${string}`]: HookSpecRegistry[K] extends HookSpecs<infer M> ? M : never;
}[keyof HookSpecRegistry & `${H}/${string}`];

/** The hooks of one or several sets, merged. */
export type HooksOf<L extends readonly AnyHookSpecs[]> = Flat<
  UnionToIntersection<L[number] extends infer X ? (X extends HookSpecs<infer M> ? M : never) : never>
>;

/** All hooks that a host's authors can implement: those of its own sets and those that plugins registered by type. */
export type HostHooks<H extends string, L extends readonly AnyHookSpecs[]> = Flat<
  UnionToIntersection<
    (L[number] extends infer X ? (X extends HookSpecs<infer M> ? M : never) : never) | RegisteredMaps<H>
  >
>;
