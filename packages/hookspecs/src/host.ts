import {
  type ArgsOf,
  type CallResult,
  defineHost,
  type HookField,
  type HookRelay,
  type HostHooks,
  type Impl,
  type ImplResult,
  type Plugin,
  type PluginFactory,
  type PluginFactoryDefinition,
  type PluginHost,
} from '@pintle/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Logger } from './domain/logger.js';
import { pintleSpecs } from './specs.js';

/** Every hook that a Pintle plugin can implement, by name: those of this package and those that plugins declared by type. */
export type PintleHooks = HostHooks<'pintle', typeof pintleSpecs>;

/** The name of a hook. */
export type HookName = keyof PintleHooks & string;

/**
 * The args of a hook.
 *
 * @example
 * ```ts
 * import type { HookArgs } from '@pintle/hookspecs';
 *
 * export class ProjectHooks {
 *   on_node_end({ node, outcome, log }: HookArgs<'on_node_end'>): void {
 *     log.info(`${node.name} ${outcome.status}`);
 *   }
 * }
 * ```
 */
export type HookArgs<Name extends HookName> = ArgsOf<PintleHooks[Name]>;

/** What an implementation of a hook may return: a value, a promise of it, or nothing. */
export type HookResult<Name extends HookName> = ImplResult<PintleHooks[Name]>;

/** What a call of a hook gives, or a promise of it: what `next` gives a wrapper. */
export type HookCallResult<Name extends HookName> = CallResult<PintleHooks[Name]>;

/** A plugin for Pintle, its hooks typed by their specs. */
// An interface, like the ones below: declarations of plugin packages then name this package, not core.
export interface PintlePlugin extends Plugin<PintleHooks> {}

/** What a plugin factory's `setup` is handed: where it is, a logger, and callers of all hooks. */
export type PintlePluginHost = PluginHost<HookRelay<PintleHooks>, Logger>;

/** A factory of plugins: what {@link definePluginFactory} makes. */
export interface PintlePluginFactory<Schema extends StandardSchemaV1> extends PluginFactory<Schema, PintlePluginHost> {}

/** A class field that implements a hook: what {@link hook} makes. */
export interface PintleHookField<Name extends HookName = HookName> extends HookField<Name> {}

const host = defineHost('pintle', pintleSpecs);

/**
 * Gives a plugin as it is, with every hook typed by its spec.
 *
 * @example
 * ```ts
 * import { definePlugin } from '@pintle/hookspecs';
 *
 * export default definePlugin({
 *   name: 'acme',
 *   hooks: {
 *     before_node_run: ({ inputs }) => ({ ...inputs }),
 *     on_run_end: { tryLast: true, handler: ({ outcome, log }) => log.info(outcome.status) },
 *   },
 * });
 * ```
 */
// Not generic in the plugin, so that every misspelt hook and option is an error.
export const definePlugin: (plugin: PintlePlugin) => PintlePlugin = host.definePlugin;

/**
 * Makes a plugin factory: its options are checked by a Standard Schema (zod, valibot, …) before `setup` makes the plugin.
 * Users set them in `PLUGIN_OPTIONS`, or call the factory in `HOOKS`.
 *
 * @example
 * ```ts
 * import { definePlugin, definePluginFactory } from '@pintle/hookspecs';
 * import { z } from 'zod';
 *
 * export default definePluginFactory({
 *   options: z.object({ url: z.string() }),
 *   setup: ({ url }, { env }) =>
 *     definePlugin({ name: 'notify', hooks: { on_run_end: ({ log }) => log.info(`would tell ${url} of ${env}`) } }),
 * });
 * ```
 */
export const definePluginFactory: <Schema extends StandardSchemaV1>(
  definition: PluginFactoryDefinition<Schema, PintlePluginHost>,
) => PintlePluginFactory<Schema> = host.definePluginFactory;

/** Types one implementation of a hook, where a plugin object does not do it: for class fields and shared functions. */
export const hook: <Name extends HookName>(
  name: Name,
  impl: Impl<PintleHooks[Name]> | readonly Impl<PintleHooks[Name]>[],
) => PintleHookField<Name> = host.hook;
