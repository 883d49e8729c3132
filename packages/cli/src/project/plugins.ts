import { isAbsolute, resolve } from 'node:path';
import { createPluginManager, type ProjectPluginManager } from '@pintle/core/settings';
import { type Logger, type PintleHooks, pintleSpecs } from '@pintle/hookspecs';
import type { CommonValues } from '../command-line/common-options.js';
import { VERSION } from '../version.js';

/** The plugin manager of a project. */
export type Manager = ProjectPluginManager<PintleHooks>;

/** The configuration environment that a command runs in. */
export function envOf(common: Pick<CommonValues, 'env'>): string {
  return common.env ?? (process.env['PINTLE_ENV'] || 'local');
}

/**
 * Loads the settings and the plugins of a project.
 *
 * @throws HookError any `SETTINGS_…`, `DISCOVERY_…`, `PLUGIN_…` and `HOOK…` code
 */
export async function loadPlugins(projectDir: string, common: CommonValues, log: Logger): Promise<Manager> {
  const manager = await createPluginManager({
    name: 'pintle',
    version: VERSION,
    specs: pintleSpecs,
    projectDir,
    env: envOf(common),
    // Paths are written by someone who looks at the working folder.
    plugins: common.plugin.map((given) => (/^\.\.?[\\/]/.test(given) || isAbsolute(given) ? resolve(given) : given)),
    disable: common.disablePlugin,
    log,
  });
  return manager as Manager;
}
