import type { Discovery } from '../discovery/discover.js';
import type { DiscoveredPlugin } from '../discovery/discovered-plugin.js';
import { HookError } from '../errors.js';
import type { WrittenName } from './disabled.js';
import type { Gatherer, PluginArgument } from './gather.js';
import { type Gathered, gatherPackage } from './gathered.js';
import { KnownPlugins } from './known-plugins.js';
import type { LoadedSettings } from './load-settings.js';

/** Everything that says which plugins there are to be. */
export interface PluginSources {
  /** The host's name. */
  readonly host: string;
  readonly loaded: LoadedSettings;
  readonly found: Discovery;
  readonly given: readonly PluginArgument[];
  readonly disabled: readonly WrittenName[];
}

/**
 * Gathers the plugins of a project in the order in which they are registered: those of `HOOKS` from left to right,
 * discovered packages by name, what was given by hand.
 *
 * Every name that the settings speak of is checked before a package is imported.
 */
export async function gatherAll(gatherer: Gatherer, sources: PluginSources): Promise<Gathered[]> {
  const { found } = sources;
  const listed = await gatherer.hooks();
  const given = await gatherer.given(sources.given);
  checkNames(sources, listed, given);
  const byHand = new Set(given.packages.map((one) => one.name));
  const seen = new Set<string>();
  const discovered: Gathered[] = [];
  for (const one of found.plugins) {
    const why = seen.has(one.name)
      ? 'the package is a dependency under another name, too'
      : excluded(one, sources, byHand);
    seen.add(one.name);
    if (why === undefined || one.disabled) discovered.push(...(await gatherer.package(one, 'discovered')));
    else discovered.push(gatherPackage(one, 'discovered', { status: 'skipped', why }));
  }
  const last: Gathered[] = [];
  for (const one of given.packages) last.push(...(await gatherer.package(one, 'argument')));
  return [...listed, ...discovered, ...last, ...given.plugins];
}

function excluded(
  { name }: DiscoveredPlugin,
  { loaded }: PluginSources,
  byHand: ReadonlySet<string>,
): string | undefined {
  const { DISCOVERY } = loaded.settings;
  if (byHand.has(name)) return 'one given by hand takes its place';
  if (DISCOVERY === true || (DISCOVERY !== false && DISCOVERY.includes(name))) return undefined;
  return DISCOVERY === false ? 'DISCOVERY is false' : 'DISCOVERY does not name it';
}

interface Given {
  readonly packages: readonly DiscoveredPlugin[];
  readonly plugins: readonly Gathered[];
}

function checkNames({ host, loaded, found, disabled }: PluginSources, listed: readonly Gathered[], given: Given): void {
  const { settings, where } = loaded;
  const own = new Set([...listed, ...given.plugins].map(({ row }) => row.name));
  const known = new KnownPlugins(host, found, given.packages, own);
  const written = (names: Iterable<string>, key: string): WrittenName[] =>
    [...names].map((name) => ({ name, where: `${key} in ${where}` }));
  known.expectPlugins([...disabled, ...written(Object.keys(settings.HOOK_POLICY), 'HOOK_POLICY')]);
  if (typeof settings.DISCOVERY !== 'boolean') known.expectPackages(written(settings.DISCOVERY, 'DISCOVERY'));
  for (const option of written(Object.keys(settings.PLUGIN_OPTIONS), 'PLUGIN_OPTIONS')) {
    if (!known.isPackage(option.name) && own.has(option.name)) {
      throw new HookError(
        'SETTINGS_OPTIONS_UNUSED',
        `The plugin "${option.name}" is named in ${option.where}, but it is no package.`,
        {
          plugin: option.name,
          hint: 'Give it its options where it is made: HOOKS = [plugin({ … })].',
        },
      );
    }
    known.expectPackages([option]);
  }
}
