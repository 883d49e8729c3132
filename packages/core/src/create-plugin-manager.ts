import type { CreatePluginManagerOptions } from './settings/create-plugin-manager.js';
import type { ProjectPluginManager } from './settings/project-manager.js';
import type { AnyHookSpecs } from './spec.js';
import type { HooksOf } from './types.js';

/**
 * Makes the plugin manager of a project from its settings and its installed plugins: what every host calls first.
 *
 * It is the one of `@pintle/core/settings`, which says all about it. What it needs (file systems, a loader of TypeScript)
 * is loaded when it is called, so that hosts which register their plugins by hand do not pay for it.
 */
export async function createPluginManager<const L extends readonly AnyHookSpecs[]>(
  options: CreatePluginManagerOptions<L>,
): Promise<ProjectPluginManager<HooksOf<L>>> {
  const settings = await import('./settings/create-plugin-manager.js');
  return await settings.createPluginManager(options);
}
