import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { didYouMean } from '@pintle/core';
import type { DatasetVersion } from '@pintle/hookspecs';
import { isMissing } from '../config/missing.js';
import { fault } from './fault.js';

/** Where a file dataset reads from and writes to. */
export interface FilePlace {
  /** The file to read now. */
  toLoad(): Promise<string>;
  /** The file to write now. */
  toSave(): Promise<string>;
  /** Called after the file that `toSave` named is written. */
  saved(): void;
  /** The file whose place a copy is to take. Without a version: the one that is saved. */
  toStage(version: string | undefined): StagePlace;
  exists(): Promise<boolean>;
  /** The versions that were read and written, as far as that has happened. */
  describe(): Readonly<Record<string, string>>;
}

/** The file whose place a copy takes when it is published. */
export interface StagePlace {
  readonly file: string;
  /** Absent for files without versions. */
  readonly version?: string;
  /** Makes sure that the file may be written. */
  check(): Promise<void>;
  /** Called after the copy has taken its place. */
  published(): void;
}

/** One file, whatever is in it. */
export function plainFile(file: string): FilePlace {
  return {
    toLoad: async () => file,
    toSave: async () => file,
    saved: () => {},
    toStage: () => ({ file, check: async () => {}, published: () => {} }),
    exists: () => isFile(file),
    describe: () => ({}),
  };
}

/**
 * Versions of a file, each in a folder of its own: `data/cars.csv/<version>/cars.csv`.
 *
 * Loading takes the pinned version, else the one that this run saved, else the last in order of their names; once chosen
 * it stays for the run. A version is never overwritten, except by the run that wrote it (when a node is tried again).
 */
export function versionedFile(file: string, version: DatasetVersion): FilePlace {
  const fileOf = (name: string): string => join(file, name, basename(file));
  let loaded: string | undefined;
  let written: string | undefined;

  const choose = async (): Promise<string | undefined> =>
    version.load ?? written ?? loaded ?? latest(await listVersions(file), fileOf);
  const checkSave = async (save: string): Promise<void> => {
    checkName(save);
    const hint = await plainFileHint(file);
    if (hint !== undefined)
      throw fault('DATASET_SAVE_FAILED', 'a plain file is where the folder of its versions should be.', { hint });
    if (save !== written && (await isFile(fileOf(save)))) {
      throw fault('DATASET_VERSION_EXISTS', `version "${save}" exists, and versions are never overwritten.`, {
        hint: 'Save under another version.',
      });
    }
  };
  return {
    async toLoad() {
      const chosen = await choose();
      if (chosen === undefined)
        throw fault('DATASET_NOT_FOUND', 'it has no version yet.', { hint: await plainFileHint(file) });
      checkName(chosen);
      if (!(await isFile(fileOf(chosen)))) throw await missingVersion(chosen, file);
      loaded = chosen;
      return fileOf(chosen);
    },
    async toSave() {
      await checkSave(version.save);
      return fileOf(version.save);
    },
    saved() {
      written = version.save;
    },
    toStage(asked = version.save) {
      const published = (): void => {
        written = asked;
      };
      return { file: fileOf(asked), version: asked, check: () => checkSave(asked), published };
    },
    async exists() {
      const chosen = await choose();
      if (chosen === undefined || !(await isFile(fileOf(chosen)))) return false;
      loaded = chosen;
      return true;
    },
    describe: () => ({
      ...(loaded === undefined ? {} : { loadVersion: loaded }),
      ...(written === undefined ? {} : { saveVersion: written }),
    }),
  };
}

function checkName(version: string): void {
  if (/^\w[\w.+-]*$/.test(version)) return;
  throw fault('DATASET_VERSION_INVALID', `"${version}" cannot be the name of a version's folder.`, {
    hint: 'Use letters, digits, "_", "-", "." and "+", the first a letter or digit.',
  });
}

async function plainFileHint(file: string): Promise<string | undefined> {
  return (await isFile(file))
    ? `Move ${basename(file)} to ${basename(file)}/<version>/${basename(file)}, or drop "versioned: true".`
    : undefined;
}

async function listVersions(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function latest(versions: readonly string[], fileOf: (version: string) => string): Promise<string | undefined> {
  for (const version of [...versions].sort().reverse()) {
    if (await isFile(fileOf(version))) return version;
  }
  return undefined;
}

async function missingVersion(version: string, folder: string): Promise<Error> {
  const known = await listVersions(folder);
  return fault('DATASET_VERSION_NOT_FOUND', `there is no version "${version}".`, {
    hint:
      didYouMean(version, known) ??
      (known.length > 0 ? `The latest is "${[...known].sort().at(-1)}".` : 'No version was saved yet.'),
  });
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
