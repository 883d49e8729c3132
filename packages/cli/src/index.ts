export type { HookPolicy, HooksEntry, PluginSettings, SettingsContext } from '@pintle/core/settings';
export {
  type HookArgs,
  defineSettings,
  definePlugin,
  definePluginFactory,
  hook,
} from '@pintle/hookspecs';
export { createSession, dataset, defineResource, node, param, pipeline } from '@pintle/pipeline';
