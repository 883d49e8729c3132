export type { Settings } from './check-settings.js';
export { type CreatePluginManagerOptions, createPluginManager } from './create-plugin-manager.js';
export {
  defineSettings,
  type HookPolicy,
  type HooksEntry,
  type PluginOptions,
  type PluginOptionsRegistry,
  type PluginSettings,
  type SettingsContext,
  type SettingsInput,
} from './define-settings.js';
export type { PluginArgument } from './gather.js';
export { type LoadedSettings, type LoadSettingsOptions, loadSettings } from './load-settings.js';
export type { HostLog } from './log.js';
export { type PluginProject, type PluginRow, ProjectPluginManager } from './project-manager.js';
