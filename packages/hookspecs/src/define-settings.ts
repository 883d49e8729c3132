import type { Awaitable } from '@pintle/core';
import type { HookPolicy, PluginSettings, SettingsContext } from '@pintle/core/settings';
import type { SelectInput } from './select/expression.js';

/** What `HOOK_POLICY` says of one plugin. */
export interface PintleHookPolicy extends HookPolicy {
  /** Limits the plugin's node, dataset and model hooks to what the selector selects. */
  readonly select?: SelectInput;
}

/** The settings of a Pintle project, all optional. `settings.ts` exports them by name, or as its default. */
export interface PintleSettings extends PluginSettings {
  /** Policies by the name that a plugin is registered under. */
  readonly HOOK_POLICY?: Readonly<Record<string, PintleHookPolicy>>;
}

/** Settings, or a function that gives them for an environment. */
export type PintleSettingsInput = PintleSettings | ((context: SettingsContext) => Awaitable<PintleSettings>);

/**
 * Gives back the settings it was given; it is there for their types. What `settings.ts` exports by default.
 *
 * @example
 * ```ts
 * import { defineSettings, type HookArgs } from '@pintle/hookspecs';
 *
 * class ProjectHooks {
 *   on_run_end({ outcome, log }: HookArgs<'on_run_end'>): void {
 *     log.info(outcome.status);
 *   }
 * }
 *
 * export default defineSettings(({ env }) => ({
 *   HOOKS: [new ProjectHooks()],
 *   DISABLE_HOOKS_FOR_PLUGINS: env === 'local' ? ['@acme/pintle-plugin-pager'] : [],
 * }));
 * ```
 */
export function defineSettings<const S extends PintleSettingsInput>(settings: S & PintleSettingsInput): S {
  return settings;
}
