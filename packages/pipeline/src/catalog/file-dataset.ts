import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { Dataset, DatasetType, StagedDataset, TellDataset } from '@pintle/hookspecs';
import * as v from 'valibot';
import { isMissing } from '../config/missing.js';
import { contentHashOf, FileReading } from './content-hash.js';
import { besideFile, replaceFile, writeAtomically } from './atomic-write.js';
import { fault } from './fault.js';
import { options } from './options.js';
import { filePath, missingFile } from './path.js';
import { type FilePlace, plainFile, type StagePlace, versionedFile } from './versions.js';

type Infer<Entries extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;

/** A format that data is kept in, in one file. */
export interface FileFormat<Entries extends v.ObjectEntries> {
  readonly type: string;
  /** The options of a catalog entry besides `path`. */
  readonly options: Entries;
  /** What is wrong with options that are each right; `undefined` when nothing is. */
  check?(config: Infer<Entries>): string | undefined;
  read(file: FileReading, config: Infer<Entries>): unknown;
  /** Fills a new, empty-named file; it takes the place of the real one afterwards. */
  write(file: string, data: unknown, config: Infer<Entries>): Promise<void>;
}

/** The dataset type of a format: finds the file, plain or versioned, and saves it wholly or not at all. */
export function fileDatasetType<const Entries extends v.ObjectEntries>(
  format: FileFormat<Entries>,
): DatasetType<unknown> {
  const schema = v.pipe(
    options({ path: filePath, ...format.options }),
    v.rawCheck(({ dataset, addIssue }) => {
      const message = dataset.typed ? format.check?.(dataset.value) : undefined;
      if (message !== undefined) addIssue({ message });
    }),
  );
  return {
    type: format.type,
    versioned: true,
    schema,
    create({ config, projectDir, version }) {
      const entry = config as Infer<Entries> & { path: string };
      const file = resolve(projectDir, entry.path);
      const place = version === undefined ? plainFile(file) : versionedFile(file, version);
      return fileDataset(format, entry, place, relative(projectDir, file));
    },
  };
}

function fileDataset<Entries extends v.ObjectEntries>(
  format: FileFormat<Entries>,
  config: Infer<Entries>,
  place: FilePlace,
  shown: string,
): Dataset {
  return {
    type: format.type,
    async load(tell) {
      const file = await place.toLoad();
      try {
        const reading = new FileReading(file);
        const data = await format.read(reading, config);
        tellHash(tell, reading.contentHash);
        return data;
      } catch (error) {
        if (isMissing(error)) throw await missingFile(file, error);
        if (isFolder(error))
          throw fault('DATASET_LOAD_FAILED', 'it is a folder.', {
            hint: 'Add "versioned: true" if it holds versions.',
            cause: error,
          });
        throw error;
      }
    },
    async save(data, tell) {
      const file = await place.toSave();
      await writeAtomically(file, (temporary) => writeHashed(format, temporary, data, config, tell));
      place.saved();
    },
    exists: () => place.exists(),
    staged: ({ attemptId, version }) => stagedFile(format, config, place.toStage(version), attemptId),
    describe: () => ({ file: shown, ...place.describe() }),
  };
}

/** A copy beside the file, `.<name>.<attempt>.staged`. */
function stagedFile<Entries extends v.ObjectEntries>(
  format: FileFormat<Entries>,
  config: Infer<Entries>,
  place: StagePlace,
  attemptId: string,
): StagedDataset {
  const staged = (): Promise<string> => besideFile(place.file, `${attemptId}.staged`);
  return {
    ...(place.version === undefined ? {} : { version: place.version }),
    async load() {
      return await format.read(new FileReading(await staged()), config);
    },
    async save(data, tell) {
      await place.check();
      await mkdir(dirname(place.file), { recursive: true });
      await writeHashed(format, await staged(), data, config, tell);
    },
    async publish() {
      await publishFile(place.file, await staged());
      place.published();
    },
    async discard() {
      await rm(await staged(), { force: true });
    },
  };
}

/** Writes a file that nobody else knows of yet, and tells the hash of what is in it. */
async function writeHashed<Entries extends v.ObjectEntries>(
  format: FileFormat<Entries>,
  file: string,
  data: unknown,
  config: Infer<Entries>,
  tell: TellDataset | undefined,
): Promise<void> {
  await format.write(file, data, config);
  if (tell !== undefined) tellHash(tell, await contentHashOf(file));
}

function tellHash(tell: TellDataset | undefined, contentHash: string | undefined): void {
  if (contentHash !== undefined) tell?.({ contentHash });
}

async function publishFile(file: string, staged: string): Promise<void> {
  try {
    await replaceFile(file, staged);
  } catch (error) {
    // It has taken its place before, by a process that died before it could say so.
    if (!isMissing(error) || !existsSync(file)) throw error;
  }
}

function isFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EISDIR';
}
