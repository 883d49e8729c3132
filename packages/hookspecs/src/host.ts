import { type ArgsOf, type CallResult, defineHost, type HostHooks, type ImplResult } from '@pintle/core';
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
export const definePlugin = host.definePlugin;

/** Makes a plugin from options that a schema has validated, see `PLUGIN_OPTIONS`; hooks are typed as in {@link definePlugin}. */
export const definePluginFactory = host.definePluginFactory;

/** Types one implementation of a hook, where a plugin object does not do it: for class fields and shared functions. */
export const hook = host.hook;
