import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../describe.js';
import { HookError } from '../errors.js';
import { resolveEntry } from './entry.js';
import { type ImportedEntry, importEntry, importPlugin } from './import-entry.js';
import type { LocatedPackage } from './locate.js';
import { EMPTY_MANIFEST, type ManifestEntry, type PluginManifest, readManifest } from './manifest.js';
import { type PackageJson, parsePackageJson } from './package-json.js';

/** A thing besides its plugin that a package contributes, loaded on use only. */
export interface Contribution extends ManifestEntry {
  /** The package that contributes it. */
  readonly package: string;
  /** What it is: `commands`, `runners`, or whatever keys the host defines. */
  readonly kind: string;
  readonly name: string;
  /**
   * Where its module is, for hosts that import it elsewhere: on another thread, say. Absolute.
   *
   * @throws HookError `DISCOVERY_ENTRY_OUTSIDE`, `DISCOVERY_ENTRY_MISSING`
   */
  file(): string;
  /**
   * Imports its module.
   *
   * @returns the module's default export
   * @throws HookError `DISCOVERY_ENTRY_OUTSIDE`, `DISCOVERY_ENTRY_MISSING`, `DISCOVERY_IMPORT_FAILED`,
   * `DISCOVERY_EXPORT_INVALID` when there is no default export
   */
  load(): Promise<unknown>;
}

/** A package that carries the host's manifest. Nothing of it has been imported. */
export interface DiscoveredPlugin {
  /** The package's name, under which it is registered, and by which settings and errors call it. */
  readonly name: string;
  /** The name by which the project depends on it: another one where the dependency is an alias. */
  readonly dependency: string;
  /** The package's version, `undefined` when it states none. */
  readonly version: string | undefined;
  /** The package's folder, links followed (not under Yarn's Plug'n'Play). */
  readonly dir: string;
  readonly manifest: PluginManifest;
  /** Where its plugin is meant to be: absolute, not checked yet. `undefined` for a package without hooks. */
  readonly entry: string | undefined;
  readonly disabled: boolean;
  /** Why its manifest cannot be used: `load` throws this. A disabled package has none: nobody judges it. */
  readonly problem: HookError | undefined;
  /**
   * Imports its plugin.
   *
   * @returns the default export, a plugin or a factory; `undefined` for a package without hooks
   * @throws HookError `DISCOVERY_PLUGIN_DISABLED` for a disabled one, its `problem`, `DISCOVERY_ENTRY_OUTSIDE`,
   * `DISCOVERY_ENTRY_MISSING`, `DISCOVERY_IMPORT_FAILED` with what the module threw as its cause, `DISCOVERY_EXPORT_INVALID`
   */
  load(): Promise<unknown>;
  /** What it contributes of a kind. A disabled package, or one with a problem, contributes nothing. */
  contributions(kind: string): readonly Contribution[];
}

/** Who is looking, and for what. */
export interface Seeker {
  /** The manifest's field in package.json: the host's name. */
  readonly field: string;
  readonly projectDir: string;
  isDisabled(name: string): boolean;
}

/**
 * Looks into a package, or gives `undefined` when it carries no manifest for this host.
 *
 * @param entry - the plugin's module, instead of the one in the manifest
 */
export function readPluginPackage(
  located: LocatedPackage,
  dependency: string,
  seeker: Seeker,
  entry?: string,
): DiscoveredPlugin | undefined {
  const { field } = seeker;
  // Most dependencies are no plugins: their package.json is not even parsed.
  if (!located.text.includes(JSON.stringify(field))) return undefined;
  let json: PackageJson;
  try {
    json = parsePackageJson(located.text);
  } catch (cause) {
    const message = `The package "${dependency}" has a broken package.json: ${messageOf(cause)}`;
    const hint = `Install it again, or repair ${join(located.dir, 'package.json')}.`;
    const problem = new HookError('DISCOVERY_MANIFEST_INVALID', message, { cause, hint, plugin: dependency });
    return makeRecord(located, { name: dependency, dependency, version: undefined }, EMPTY_MANIFEST, problem, seeker);
  }
  if (!Object.hasOwn(json, field)) return undefined;
  const { name, version } = json;
  const identity = {
    name: typeof name === 'string' && name !== '' ? name : dependency,
    dependency,
    version: typeof version === 'string' ? version : undefined,
  };
  try {
    const manifest = readManifest(json[field], field, identity.name);
    const chosen = entry === undefined ? manifest : { ...manifest, plugin: entry };
    return makeRecord(located, identity, chosen, undefined, seeker);
  } catch (problem) {
    return makeRecord(located, identity, EMPTY_MANIFEST, problem as HookError, seeker);
  }
}

type Importer = (file: string, entry: ImportedEntry) => Promise<unknown>;
type Identity = Pick<DiscoveredPlugin, 'name' | 'dependency' | 'version'>;

function makeRecord(
  located: LocatedPackage,
  identity: Identity,
  manifest: PluginManifest,
  problem: HookError | undefined,
  seeker: Seeker,
): DiscoveredPlugin {
  const { field, projectDir } = seeker;
  const { name } = identity;
  const disabled = seeker.isDisabled(name);
  const dir = process.versions['pnp'] === undefined ? realpathSync(located.dir) : located.dir;
  const fileOf = (path: string, key: string): string =>
    resolveEntry(dir, path, { package: name, key: `${field}.${key}` });
  const load = async (path: string, key: string, importer: Importer): Promise<unknown> =>
    importer(fileOf(path, key), { name, path, projectDir });
  return {
    ...identity,
    dir,
    manifest,
    entry: manifest.plugin === undefined ? undefined : join(dir, manifest.plugin),
    disabled,
    problem: disabled ? undefined : problem,
    async load() {
      if (disabled) {
        throw new HookError('DISCOVERY_PLUGIN_DISABLED', `The plugin "${name}" is disabled and is not loaded.`, {
          plugin: name,
          hint: 'Enable it first: a disabled plugin is never imported.',
        });
      }
      if (problem !== undefined) throw problem;
      return manifest.plugin === undefined ? undefined : load(manifest.plugin, 'plugin', importPlugin);
    },
    contributions(kind) {
      if (disabled || problem !== undefined) return [];
      const entries = manifest.contributions[kind] ?? {};
      return Object.entries(entries).map(([entryName, entry]) => ({
        ...entry,
        package: name,
        kind,
        name: entryName,
        file: () => fileOf(entry.entry, `${kind}.${entryName}`),
        load: () => load(entry.entry, `${kind}.${entryName}`, importEntry),
      }));
    },
  };
}
