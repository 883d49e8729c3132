export { contributionsOf } from './contributions.js';
export { type Discovery, type DiscoverOptions, discoverPlugins } from './discover.js';
export type { Contribution, DiscoveredPlugin } from './discovered-plugin.js';
export { importCompiled, type ModuleExports } from './import-module.js';
export type { ManifestEntry, PluginManifest } from './manifest.js';
export { findProjectDir } from './package-json.js';
