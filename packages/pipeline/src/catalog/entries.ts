import type { DatasetType } from '@pintle/hookspecs';
import { isPlain, type Plain } from '../config/plain.js';
import type { ConfigPath } from '../config/yaml-file.js';
import { isParameterName } from './datasets/parameters.js';
import { type CatalogEntry, type EntryContext, parseEntry } from './entry.js';
import { DatasetError } from './error.js';
import { bySpecificity, fillPlaceholders, isPattern, type NamePattern, parsePattern } from './pattern.js';
import { createRedactor } from './redact.js';
import type { CatalogListing, CatalogOptions } from './run-catalog.js';

/** The entries of `catalog.yml`, checked. */
export interface CatalogEntries {
  /** Entries by name, patterns not among them, in order of declaration. */
  readonly declared: ReadonlyMap<string, CatalogEntry>;
  /** The most specific pattern that the name matches. */
  patternOf(name: string): string | undefined;
  /** The entry that the pattern makes for the name. */
  fill(pattern: string, name: string): CatalogEntry;
  list(): readonly CatalogListing[];
  /** How the entry of a name is written; `undefined` for a name that neither an entry nor a pattern declares. */
  listing(name: string): CatalogListing | undefined;
}

/**
 * Checks all entries of a catalog: types, options, patterns. Keys that begin with `_` are left for YAML anchors.
 *
 * @throws DatasetError `DATASET_UNKNOWN_TYPE`, `DATASET_CONFIG_INVALID`, `DATASET_PATTERN_INVALID`
 */
export function parseEntries(
  options: Pick<CatalogOptions, 'entries' | 'source'>,
  types: ReadonlyMap<string, DatasetType<unknown>>,
): CatalogEntries {
  const entries = Object.entries(options.entries ?? {}).filter(([name]) => !name.startsWith('_'));
  const shown = options.source?.shown ?? options.entries ?? {};
  const locate = (path: ConfigPath): string | undefined => options.source?.locate(path);
  const context: EntryContext = { types, locate, redactor: createRedactor(...hiddenTexts(options.entries, shown)) };
  const reserved = entries.find(([name]) => isParameterName(name));
  if (reserved !== undefined) {
    throw new DatasetError(
      'DATASET_CONFIG_INVALID',
      `${locate([reserved[0]]) ?? 'The catalog'}: "${reserved[0]}" is a name of parameters, not of a dataset.`,
      {
        dataset: reserved[0],
        hint: 'Parameters are in parameters.yml and --params.',
      },
    );
  }

  const raw = new Map(entries);
  const declared = new Map(
    entries.filter(([name]) => !isPattern(name)).map(([name, entry]) => [name, parseEntry(name, entry, context)]),
  );
  const patterns = new Map(
    entries.filter(([name]) => isPattern(name)).map(([name]): [string, NamePattern] => [name, parsePattern(name)]),
  );
  const tried = bySpecificity([...patterns.values()]);
  for (const name of patterns.keys()) parsePatternType(name, raw.get(name), context);

  return {
    declared,
    patternOf: (name) => tried.find((pattern) => pattern.match(name) !== undefined)?.pattern,
    fill(pattern, name) {
      const values = patterns.get(pattern)?.match(name) ?? {};
      return parseEntry(name, fillPlaceholders(raw.get(pattern), values, pattern), {
        ...context,
        locate: ([, ...path]) => locate([pattern, ...path]),
      });
    },
    listing(name) {
      const pattern = raw.has(name) ? name : tried.find((one) => one.match(name) !== undefined)?.pattern;
      if (pattern === undefined) return undefined;
      const written = listing(pattern, raw.get(pattern), shown, locate([pattern]));
      const values = patterns.get(pattern)?.match(name) ?? {};
      const { type, options } = written;
      return {
        ...written,
        ...(fillPlaceholders({ type, options }, values, pattern) as Pick<CatalogListing, 'type' | 'options'>),
        name,
      };
    },
    list: () => entries.map(([name, entry]) => listing(name, entry, shown, locate([name]))),
  };
}

/** Checks what can be checked of a pattern before a name matches it. */
function parsePatternType(pattern: string, entry: unknown, context: EntryContext): void {
  const typed = isPlain(entry) && typeof entry['type'] === 'string';
  if (typed && (isPattern(String(entry['type'])) || context.types.has(String(entry['type'])))) return;
  parseEntry(pattern, entry, context);
}

function listing(name: string, entry: unknown, shown: Plain, at: string | undefined): CatalogListing {
  const { type = '', versioned = false, ...options } = (shown[name] ?? entry) as Plain;
  return {
    name,
    type: String(type),
    origin: isPattern(name) ? 'pattern' : 'declared',
    versioned: versioned === true,
    options,
    at,
  };
}

/** The texts that stand in a value where what may be shown of it has something else: values of the environment. */
function hiddenTexts(value: unknown, shown: unknown): readonly unknown[] {
  if (value === shown) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => hiddenTexts(item, Array.isArray(shown) ? shown[index] : undefined));
  if (isPlain(value))
    return Object.entries(value).flatMap(([key, inner]) => hiddenTexts(inner, isPlain(shown) ? shown[key] : undefined));
  return [value];
}
