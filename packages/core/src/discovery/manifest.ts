import { describe } from '../describe.js';
import { HookError } from '../errors.js';
import { didYouMean } from '../near-match.js';
import { isRecord } from './package-json.js';

/** One thing besides its plugin that a package contributes: a command, a runner. */
export interface ManifestEntry {
  /** The module's path in the package, as written: `./dist/commands.js`. */
  readonly entry: string;
  readonly description?: string;
}

/**
 * What a package's manifest says, read and valid.
 *
 * The manifest is the field of package.json that bears the host's name. `plugin` is the module whose default export is
 * the plugin or its factory; every other key is a kind of contribution that the host defines, `commands` and `runners`
 * say, and holds entries by name.
 */
export interface PluginManifest {
  /** The plugin module's path in the package, as written; a package may contribute without having hooks. */
  readonly plugin?: string;
  /** Entries by kind and name. Both levels have no prototype: a name such as `constructor` finds only what is there. */
  readonly contributions: Readonly<Record<string, Readonly<Record<string, ManifestEntry>>>>;
}

/** The manifest of a package that says nothing. */
export const EMPTY_MANIFEST: PluginManifest = Object.freeze({ contributions: Object.freeze(bareRecord<never>()) });

/** The keys that packages are known to use; misspelling one is an error, any other key is the host's own affair. */
const KNOWN_KEYS = ['plugin', 'commands', 'runners', 'threads'];

/**
 * Reads the manifest of a package.
 *
 * @param value - the field's value
 * @param field - the field's name, that of the host
 * @param name - the package's name
 * @throws HookError `DISCOVERY_MANIFEST_INVALID`
 */
export function readManifest(value: unknown, field: string, name: string): PluginManifest {
  const invalid = (key: string, expected: string, came: unknown, hint?: string): HookError =>
    new HookError(
      'DISCOVERY_MANIFEST_INVALID',
      `The package "${name}" has an invalid "${field}" field in its package.json: ${key} must be ${expected}, got ${describe(came)}.`,
      { plugin: name, hint: hint ?? `Write "${field}": { "plugin": "./dist/index.js" }.` },
    );
  if (!isRecord(value)) throw invalid('it', 'an object', value);
  const contributions = bareRecord<Record<string, ManifestEntry>>();
  let plugin: string | undefined;
  for (const [key, written] of Object.entries(value)) {
    if (key === 'plugin') {
      if (typeof written !== 'string' || written === '') throw invalid('"plugin"', 'the path of a module', written);
      plugin = written;
      continue;
    }
    if (!KNOWN_KEYS.includes(key)) refuseMisspelt(key, field, name);
    if (!isRecord(written)) throw invalid(`"${key}"`, 'an object of entries by name', written, entryHint(key, 'name'));
    const entries = bareRecord<ManifestEntry>();
    for (const [entryName, entry] of Object.entries(written)) {
      const read = readEntry(entry);
      if (read === undefined) {
        const expected = 'the path of a module, or { "entry": path, "description"?: text }';
        throw invalid(`"${key}.${entryName}"`, expected, entry, entryHint(key, entryName));
      }
      entries[entryName] = read;
    }
    contributions[key] = entries;
  }
  if (plugin === undefined && Object.keys(contributions).length === 0) {
    throw invalid('it', 'an object with a "plugin"', value);
  }
  return { ...(plugin === undefined ? {} : { plugin }), contributions };
}

// Without a prototype: `__proto__` is a key like any other.
function bareRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function readEntry(value: unknown): ManifestEntry | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { entry: value };
  if (!isRecord(value)) return undefined;
  const { entry, description } = value;
  if (typeof entry !== 'string' || entry === '') return undefined;
  if (description === undefined) return { entry };
  return typeof description === 'string' ? { entry, description } : undefined;
}

function entryHint(kind: string, name: string): string {
  return `Write "${kind}": { "${name}": { "description": "…", "entry": "./dist/${name}.js" } }.`;
}

function refuseMisspelt(key: string, field: string, name: string): void {
  const hint = didYouMean(key, KNOWN_KEYS);
  if (hint === undefined) return;
  const message = `The package "${name}" has the unknown key "${key}" in the "${field}" field of its package.json.`;
  throw new HookError('DISCOVERY_MANIFEST_INVALID', message, { plugin: name, hint });
}
