import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { HookRelay } from './call-types.js';
import type { AnyHandler } from './hook-impl.js';
import type { ImplOptions } from './impl-options.js';
import { markImpl } from './marked-impl.js';
import type { AnyPlugin, PluginBase } from './plugin.js';
import {
  makePluginFactory,
  type PluginFactory,
  type PluginFactoryDefinition,
  type PluginHost,
} from './plugin-factory.js';
import type { AnyHookSpecs, HookSpec, HookSpecMap } from './spec.js';
import type { ArgsOf, CallResult, HostHooks, ImplResult, WrapperResult } from './types.js';

/** An implementation as a bare function. */
export type Handler<S> = (args: ArgsOf<S>) => ImplResult<S>;

/** An implementation with options. */
export interface HandlerImpl<S> extends ImplOptions {
  readonly handler: Handler<S>;
  readonly wrapper?: never;
}

/** An implementation that goes round the whole call. */
export interface WrapperImpl<S> extends ImplOptions {
  /**
   * Called with the args and `next`, which runs everything inside and gives the result of the whole call. It may change
   * the args, replace the result, catch, skip `next`, or call it again.
   */
  readonly wrapper: (args: ArgsOf<S>, next: (args: ArgsOf<S>) => CallResult<S>) => WrapperResult<S>;
  readonly handler?: never;
}

/** One implementation of a hook, in any of its forms. */
export type Impl<S> =
  | Handler<S>
  | HandlerImpl<S>
  | (S extends HookSpec<never, unknown, 'historic', boolean> ? never : WrapperImpl<S>);

/** Implementations by hook name; arrays where there are several (the first counts as registered first). */
export type Impls<M> = { readonly [K in keyof M]?: Impl<M[K]> | readonly Impl<M[K]>[] };

/** A plugin for a host whose hooks are `M`. */
export interface Plugin<M> extends PluginBase {
  readonly hooks?: Impls<M>;
}

/** The authoring helpers of one host, typed by its specs. */
export interface HostHelpers<H extends string, M> {
  readonly name: H;
  /** Gives back the plugin it was given; it is there for its types. Not generic in it: so every misspelling is an error. */
  definePlugin(plugin: Plugin<M>): Plugin<M>;
  /** Makes a plugin factory: options are checked by a Standard Schema before `setup(options, host)`. */
  definePluginFactory<Schema extends StandardSchemaV1>(
    definition: PluginFactoryDefinition<Schema, PluginHost<HookRelay<M>>>,
  ): PluginFactory<Schema, PluginHost<HookRelay<M>>>;
  /** An implementation with full inference, for class fields: `before_node_run = hook('before_node_run', …)`. */
  hook<K extends keyof M & string>(name: K, impl: Impl<M[K]> | readonly Impl<M[K]>[]): HookField<K>;
}

/** A class field that implements a hook. */
export interface HookField<K extends string = string> {
  readonly '~hook'?: K;
}

/**
 * Makes the authoring helpers of a host from its specs. Hooks that plugins register in `HookSpecRegistry` under
 * `'<name>/…'` are known to them, too.
 *
 * @example
 * ```ts
 * export const { definePlugin, definePluginFactory, hook } = defineHost('pintle', [nodeSpecs, pipelineSpecs]);
 * ```
 */
export function defineHost<const H extends string, const L extends readonly AnyHookSpecs[]>(
  name: H,
  specs: L,
): HostHelpers<H, HostHooks<H, L>> {
  void specs;
  return {
    name,
    definePlugin: (plugin) => plugin,
    definePluginFactory: (definition) => makePluginFactory(definition),
    hook: (hookName, impl) => markImpl(hookName, impl),
  };
}

/** Gives back the plugin it was given. Bound to no host: any hook name, no inference. */
export function definePlugin<const P extends AnyPlugin>(plugin: P): P {
  return plugin;
}

/** Makes a plugin factory that is bound to no host. */
export function definePluginFactory<Schema extends StandardSchemaV1>(
  definition: PluginFactoryDefinition<Schema, PluginHost>,
): PluginFactory<Schema, PluginHost> {
  return makePluginFactory(definition);
}

/** An implementation for a class field, bound to no host: any hook name, no inference. */
export function hook(name: string, impl: AnyHandler | object): HookField {
  return markImpl(name, impl);
}

/** The hooks that plugins of a host can implement. */
export type HooksOfHost<T> = T extends HostHelpers<string, infer M> ? M : HookSpecMap;
