export { contributionsOf } from './contributions.js';
export { type Discovery, type DiscoverOptions, discoverPlugins } from './discover.js';
export type { Contribution, DiscoveredPlugin } from './discovered-plugin.js';
export type { ManifestEntry, PluginManifest } from './manifest.js';
