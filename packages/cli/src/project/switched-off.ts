import { isHookError } from '@pintle/core';
import { loadSettings } from '@pintle/core/settings';
import type { CommonValues } from '../command-line/common-options.js';
import { envOf } from './plugins.js';

/**
 * Which packages are not in force: by the settings, by `PINTLE_DISABLE_PLUGINS`, by the command line. Imports no plugin;
 * settings that cannot be read switch off nothing.
 */
export async function switchedOff(projectDir: string, common: CommonValues): Promise<(name: string) => boolean> {
  const listed = (process.env['PINTLE_DISABLE_PLUGINS'] ?? '').split(',').map((name) => name.trim());
  const given = new Set([...common.disablePlugin, ...listed]);
  try {
    const { settings } = await loadSettings({ name: 'pintle', projectDir, env: envOf(common) });
    const { DISABLE_HOOKS_FOR_PLUGINS, DISCOVERY } = settings;
    const isFound = (name: string): boolean => DISCOVERY === true || (DISCOVERY !== false && DISCOVERY.includes(name));
    return (name) => given.has(name) || DISABLE_HOOKS_FOR_PLUGINS.includes(name) || !isFound(name);
  } catch (error) {
    if (isHookError(error)) return (name) => given.has(name);
    throw error;
  }
}
