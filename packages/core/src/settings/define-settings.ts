import type { RegistrationPolicy } from '../impl-options.js';
import type { Awaitable } from '../types.js';

/**
 * The options of plugins, by package name, for {@link PluginSettings.PLUGIN_OPTIONS}. A plugin package adds its own by
 * augmentation, so that users get them checked and completed.
 *
 * @example
 * ```ts
 * declare module '@pintle/core/settings' {
 *   interface PluginOptionsRegistry { '@acme/pintle-plugin-lineage': LineageOptions }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface PluginOptionsRegistry {}

/** Options by package name: typed for packages that say what theirs are, anything for the others. */
export type PluginOptions = { readonly [K in keyof PluginOptionsRegistry]?: PluginOptionsRegistry[K] } & Readonly<
  Record<string, unknown>
>;

/** What stands in {@link PluginSettings.HOOKS}: a plugin, a factory (called or not), nothing, several, or a promise of these. */
export type HooksEntry = object | false | null | undefined | 0 | '' | readonly HooksEntry[] | Promise<HooksEntry>;

/** What {@link PluginSettings.HOOK_POLICY} says of one plugin; it holds for all its implementations, over what they say. */
export type HookPolicy = RegistrationPolicy;

/** The settings of a project, all optional. A settings file exports them by name, or as its default. */
export interface PluginSettings {
  /** Plugins, registered in order. Falsy entries are left out; nested arrays and promises are fine. Default: none. */
  readonly HOOKS?: readonly HooksEntry[];
  /** Names of packages, or of plugins in `HOOKS`, that are not to be used; such a package is not imported. Default: none. */
  readonly DISABLE_HOOKS_FOR_PLUGINS?: readonly string[];
  /** Options for plugin packages whose default export is a factory, by package name. */
  readonly PLUGIN_OPTIONS?: PluginOptions;
  /** Whether installed plugin packages are used: all (`true`, the default), none (`false`), or the packages named. */
  readonly DISCOVERY?: boolean | readonly string[];
  /** What happens when an installed plugin cannot be loaded: fail (`'throw'`, the default), or warn and leave it out. */
  readonly DISCOVERY_ERRORS?: 'throw' | 'warn';
  /** Policies by the name that a plugin is registered under. */
  readonly HOOK_POLICY?: Readonly<Record<string, HookPolicy>>;
}

/** What settings that are a function are told. */
export interface SettingsContext {
  /** The configuration environment, such as `local` or `prod`. */
  readonly env: string;
  /** The project's folder: absolute. */
  readonly projectDir: string;
}

/** Settings, or a function that gives them for an environment. */
export type SettingsInput = PluginSettings | ((context: SettingsContext) => Awaitable<PluginSettings>);

/**
 * Gives back the settings it was given; it is there for their types.
 *
 * @example
 * ```ts
 * export default defineSettings(({ env }) => ({
 *   HOOKS: [new ProjectHooks()],
 *   DISABLE_HOOKS_FOR_PLUGINS: env === 'local' ? ['@acme/pintle-plugin-pager'] : [],
 * }));
 * ```
 */
export function defineSettings<const S extends SettingsInput>(settings: S & SettingsInput): S {
  return settings;
}
