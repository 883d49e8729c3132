import type { ProjectPluginManager } from '@pintle/core/settings';
import type { PintleHooks } from '@pintle/hookspecs';
import { HOST } from './host-plugin.js';

/** A plugin that takes part in runs. */
export interface PluginVersion {
  readonly name: string;
  readonly version?: string;
}

/**
 * The plugins that take part, in order of registration, each with the version of its package or its own. Those by which
 * the host itself listens are none.
 */
export function pluginList(manager: ProjectPluginManager<PintleHooks>): readonly PluginVersion[] {
  const versions = new Map(manager.project.plugins.map((row) => [row.name, row.version]));
  return manager.listNamePlugin().flatMap(([name, plugin]) => {
    if (plugin === null || name === HOST || (name.startsWith(`${HOST}:`) && !versions.has(name))) return [];
    const version = versions.get(name) ?? ownVersion(plugin);
    return [{ name, ...(version === undefined ? {} : { version }) }];
  });
}

function ownVersion(plugin: object): string | undefined {
  const { version } = plugin as { readonly version?: unknown };
  return typeof version === 'string' ? version : undefined;
}
