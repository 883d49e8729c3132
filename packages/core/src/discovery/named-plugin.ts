import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { HookError } from '../errors.js';
import { didYouMean } from '../near-match.js';
import { type DiscoveredPlugin, readPluginPackage, type Seeker } from './discovered-plugin.js';
import { packageLocator } from './locate.js';
import { directDependencies, findProjectDir } from './package-json.js';

/** A plugin that somebody named for one run: a package, or a module that belongs to none. */
export type NamedPlugin = { readonly package: DiscoveredPlugin } | { readonly file: string };

/**
 * Finds a plugin by a path or a package's name. It need not be a dependency of the project.
 *
 * A module that lies in a plugin package stands for that package, with itself as the entry: so `../lineage/src/index.ts`
 * runs a linked package unbuilt.
 *
 * @param named - a folder, a module, or the name of an installed package
 * @param from - what relative paths start from
 * @throws HookError `DISCOVERY_NOT_INSTALLED` when there is nothing of that name, `DISCOVERY_NO_MANIFEST` for a package
 * that is no plugin
 */
export function findNamedPlugin(named: string, from: string, seeker: Seeker): NamedPlugin {
  const looksLikePath = /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[A-Za-z]:[\\/])/.test(named);
  const located = looksLikePath ? undefined : packageLocator(seeker.projectDir)(named);
  if (located !== undefined) {
    return { package: readPluginPackage(located, named, seeker) ?? refuse(named, located.dir, seeker.field) };
  }
  const path = resolve(from, named);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return { package: packageIn(path, seeker) ?? refuse(named, path, seeker.field) };
  if (stats?.isFile() && extname(path) !== '') return moduleAt(path, seeker);
  throw new HookError(
    'DISCOVERY_NOT_INSTALLED',
    `The plugin "${named}" is neither an installed package nor a file: ${path}.`,
    {
      plugin: named,
      hint:
        didYouMean(named, dependenciesOf(seeker.projectDir)) ?? `Install it, or give the path of its folder or module.`,
    },
  );
}

function moduleAt(file: string, seeker: Seeker): NamedPlugin {
  const dir = findProjectDir(dirname(file));
  const plugin = dir === undefined ? undefined : packageIn(dir, seeker, `./${relative(dir, file)}`);
  return plugin === undefined ? { file } : { package: plugin };
}

function packageIn(dir: string, seeker: Seeker, entry?: string): DiscoveredPlugin | undefined {
  const file = join(dir, 'package.json');
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  return readPluginPackage({ dir, text: readFileSync(file, 'utf8') }, basename(dir), seeker, entry);
}

function refuse(named: string, dir: string, field: string): never {
  throw new HookError(
    'DISCOVERY_NO_MANIFEST',
    `"${named}" is no plugin package: there is no "${field}" in ${join(dir, 'package.json')}.`,
    {
      plugin: named,
      hint: `Add "${field}": { "plugin": "./dist/index.js" } to its package.json, or give the path of its module.`,
    },
  );
}

function dependenciesOf(projectDir: string): string[] {
  const dir = findProjectDir(projectDir);
  return dir === undefined ? [] : directDependencies(dir);
}
