import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { didYouMean } from '@pintle/core';
import { ConfigError } from './error.js';
import { isMissing } from './missing.js';

const BASE = 'base';
const LOCAL = 'local';

/** The configuration folders of one environment. */
export interface Environment {
  readonly name: string;
  /** What its files are read from, the lowest first. */
  readonly folders: readonly string[];
  /** The same for credentials, which `conf/local` holds for every environment. */
  readonly credentialFolders: readonly string[];
  /** What to say where it has no folder, and is none of these others. */
  unknownBeside(others: Iterable<string>): ConfigError | undefined;
}

/**
 * Finds the folders of an environment.
 *
 * `local` needs no folder, and without a `confSource` a project needs no `conf` at all.
 *
 * @throws ConfigError `CONFIG_SOURCE_NOT_FOUND` when a given `confSource` is no folder
 */
export async function findEnvironment(
  projectDir: string,
  name: string,
  confSource: string | undefined,
): Promise<Environment> {
  const source = resolve(projectDir, confSource ?? 'conf');
  const shown = relative(projectDir, source) || '.';
  const known = await listFolders(source);
  if (known === undefined && confSource !== undefined) {
    throw new ConfigError('CONFIG_SOURCE_NOT_FOUND', `The configuration folder ${shown} does not exist.`, {
      hint: `It is looked for from the project folder ${projectDir}.`,
    });
  }
  const isKnown = name === BASE || name === LOCAL || known?.includes(name) === true;
  const folder = (env: string): string => join(source, env);
  return {
    name,
    folders: unique([BASE, name]).map(folder),
    credentialFolders: unique([BASE, LOCAL, name]).map(folder),
    unknownBeside(others) {
      const all = unique([...(known ?? []), ...others]);
      return isKnown || all.includes(name) ? undefined : unknownEnvironment(name, shown, all);
    },
  };
}

function unknownEnvironment(name: string, shown: string, known: readonly string[]): ConfigError {
  const others = known.filter((folder) => folder !== BASE);
  return new ConfigError(
    'CONFIG_ENV_UNKNOWN',
    `There is no environment "${name}": ${shown} has no folder of that name.`,
    {
      hint:
        didYouMean(name, others) ??
        (others.length > 0 ? `Environments here: ${others.join(', ')}.` : `Create the folder ${shown}/${name}.`),
    },
  );
}

async function listFolders(source: string): Promise<readonly string[] | undefined> {
  try {
    const entries = await readdir(source, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map((entry) => entry.name);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new ConfigError('CONFIG_FILE_UNREADABLE', `Cannot read the folder ${source}.`, { cause });
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
