import { resolve } from 'node:path';
import { HookError } from '../errors.js';
import { type DiscoveredPlugin, readPluginPackage } from './discovered-plugin.js';
import { packageLocator } from './locate.js';
import { directDependencies, findProjectDir } from './package-json.js';

/** Where {@link discoverPlugins} looks, and for whom. */
export interface DiscoverOptions {
  /** The host's name: the field of package.json that makes a package a plugin. */
  readonly name: string;
  /** The project's folder, or one inside it. Default: the working folder. */
  readonly projectDir?: string | undefined;
  /** Names of packages that are not to be imported. Default: none. */
  readonly disabled?: Iterable<string> | undefined;
}

/** What {@link discoverPlugins} found. */
export interface Discovery {
  /** The folder whose package.json was read: absolute. */
  readonly projectDir: string;
  /** The packages that carry a manifest, by name. */
  readonly plugins: readonly DiscoveredPlugin[];
  /** Direct dependencies that are not installed: optional ones of another platform, say. */
  readonly missing: readonly string[];
  /** Direct dependencies that are installed and carry no manifest. */
  readonly others: readonly string[];
}

/**
 * Finds the plugin packages among the direct dependencies of a project. Imports nothing.
 *
 * @throws HookError `DISCOVERY_PROJECT_MISSING` when there is no package.json at or above `projectDir`,
 * `DISCOVERY_PROJECT_INVALID`, `DISCOVERY_PACKAGE_UNREADABLE`. What is wrong with one package stands in its `problem`.
 *
 * @example
 * ```ts
 * const { plugins } = discoverPlugins({ name: 'pintle' });
 * for (const plugin of plugins) console.log(plugin.name, plugin.version, plugin.dir);
 * ```
 */
export function discoverPlugins({ name, projectDir: from = process.cwd(), disabled = [] }: DiscoverOptions): Discovery {
  const projectDir = findProjectDir(from);
  if (projectDir === undefined) {
    throw new HookError(
      'DISCOVERY_PROJECT_MISSING',
      `There is no package.json in ${resolve(from)} or in a folder above it.`,
      {
        hint: 'Start in a project; plugins are found among the dependencies that its package.json names.',
      },
    );
  }
  const off = new Set(disabled);
  const seeker = { field: name, projectDir, isDisabled: (plugin: string) => off.has(plugin) };
  const locate = packageLocator(projectDir);
  const plugins: DiscoveredPlugin[] = [];
  const missing: string[] = [];
  const others: string[] = [];
  for (const dependency of directDependencies(projectDir)) {
    const located = locate(dependency);
    if (located === undefined) {
      missing.push(dependency);
      continue;
    }
    const plugin = readPluginPackage(located, dependency, seeker);
    if (plugin === undefined) others.push(dependency);
    else plugins.push(plugin);
  }
  plugins.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { projectDir, plugins, missing, others };
}
