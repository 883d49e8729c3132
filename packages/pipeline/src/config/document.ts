import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { didYouMean } from '@pintle/core';
import { ConfigError } from './error.js';
import type { Merge } from './merge.js';
import { isMissing } from './missing.js';
import type { Plain } from './plain.js';
import { type ConfigPath, parseYamlFile, type YamlFile } from './yaml-file.js';

/** The files of one name, from `base` up, laid over each other; references in it are not resolved yet. */
export interface LayeredDocument {
  readonly value: Plain;
  /** Whether any folder has the file. */
  readonly found: boolean;
  /** Where a path, or as much of it as there is, was written last: `conf/prod/catalog.yml:3:5`. */
  locate(path: ConfigPath): string | undefined;
}

/** Reads `<name>.yml` (or `.yaml`) from each folder in turn and lays the later over the earlier. */
export async function readLayers(
  name: string,
  folders: readonly string[],
  options: { readonly projectDir: string; readonly merge: Merge; readonly above?: Plain },
): Promise<LayeredDocument> {
  const read = await Promise.all(folders.map((folder) => readYaml(folder, name, options.projectDir)));
  const files = read.filter((file) => file !== undefined);
  const layers = [...files.map((file) => file.value), options.above ?? {}];
  return {
    value: layers.reduce((below, above) => options.merge(below, above), {}),
    found: files.length > 0,
    locate(path) {
      // The file laid on top that writes down most of the path.
      const places = files.map((file) => file.locate(path)).reverse();
      return places.reduce<(typeof places)[number] | undefined>(
        (best, place) => (best && best.depth >= place.depth ? best : place),
        undefined,
      )?.at;
    },
  };
}

/**
 * Reads one configuration file from anywhere.
 *
 * @param file - absolute
 * @throws ConfigError `CONFIG_FILE_NOT_FOUND` with a near match, and those of every configuration file
 */
export async function readOne(file: string, projectDir: string): Promise<LayeredDocument> {
  const within = relative(projectDir, file);
  const shown = within.startsWith('..') || isAbsolute(within) ? file : within;
  const text = await readText(file);
  if (text === undefined) {
    const others = await readdir(dirname(file)).catch(() => []);
    throw new ConfigError('CONFIG_FILE_NOT_FOUND', `There is no file ${shown}.`, {
      hint: didYouMean(basename(file), others) ?? `Looked for as ${file}.`,
    });
  }
  const { value, locate } = parseYamlFile(text, shown);
  return { value, found: true, locate: (path) => locate(path).at };
}

async function readYaml(folder: string, name: string, projectDir: string): Promise<YamlFile | undefined> {
  const [yml, yaml] = await Promise.all([
    readText(join(folder, `${name}.yml`)),
    readText(join(folder, `${name}.yaml`)),
  ]);
  const file = (extension: string): string => relative(projectDir, join(folder, `${name}.${extension}`));
  if (yml !== undefined && yaml !== undefined) {
    throw new ConfigError('CONFIG_FILE_AMBIGUOUS', `Both ${file('yml')} and ${file('yaml')} exist.`, {
      hint: 'Keep one of them.',
    });
  }
  if (yml !== undefined) return parseYamlFile(yml, file('yml'));
  return yaml === undefined ? undefined : parseYamlFile(yaml, file('yaml'));
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new ConfigError(
      'CONFIG_FILE_UNREADABLE',
      `Cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
