import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { didYouMean } from '@pintle/core';
import * as v from 'valibot';
import { fault } from './fault.js';

/**
 * The `path` of a catalog entry: relative to the project folder, or absolute. It may lead out of the project.
 *
 * URLs, `~` and names of folders are rejected: nothing here would understand them.
 */
export const filePath = v.pipe(
  v.string(),
  v.nonEmpty('Expected the path of a file, received nothing'),
  v.check((path) => !/^[a-z][a-z0-9+.-]+:\/\//i.test(path), 'Expected the path of a file, received a URL'),
  v.check((path) => !/^~([/\\]|$)/.test(path), 'Only shells understand "~": write the folder out, or ${env:HOME}'),
  v.check((path) => !/[/\\]$/.test(path), 'Expected the path of a file, received that of a folder'),
);

/** The error for a file that is not there, with the closest name that is. */
export async function missingFile(file: string, cause: unknown): Promise<Error> {
  const folder = dirname(file);
  try {
    const names = await readdir(folder);
    return fault('DATASET_NOT_FOUND', 'there is no such file.', { hint: didYouMean(basename(file), names), cause });
  } catch {
    return fault('DATASET_NOT_FOUND', 'there is no such file.', {
      hint: `The folder ${folder} does not exist either.`,
      cause,
    });
  }
}
