import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { HookError } from '@pintle/core';
import type { ProjectMetadata } from '@pintle/hookspecs';
import { VERSION } from '../version.js';

/**
 * The project's folder: the nearest one with a package.json, at or above the one given.
 *
 * @param given - `--project`; the working folder where it was not given
 * @throws HookError `PROJECT_NOT_FOUND`
 */
export function findProjectDir(given: string | undefined): string {
  const from = resolve(given ?? '.');
  if (!existsSync(from) || !statSync(from).isDirectory()) {
    throw new HookError<string>('PROJECT_NOT_FOUND', `There is no folder ${from}.`, { hint: 'Correct --project.' });
  }
  for (let dir = from; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dirname(dir) === dir) break;
  }
  throw new HookError<string>(
    'PROJECT_NOT_FOUND',
    `${from} is not in a project: neither it nor a folder above it has a package.json.`,
    {
      hint: 'Go to a project, or name one: --project <dir>.',
    },
  );
}

/**
 * What a command knows of the project it runs in.
 *
 * @throws HookError `PROJECT_INVALID` for a package.json that is no JSON object
 */
export function readMetadata(projectDir: string): ProjectMetadata {
  const file = join(projectDir, 'package.json');
  const { name, version } = readObject(file);
  return Object.freeze({
    projectDir,
    name: typeof name === 'string' ? name : '',
    version: typeof version === 'string' ? version : undefined,
    pintleVersion: VERSION,
  });
}

function readObject(file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
    throw new TypeError('Expected an object.');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HookError<string>('PROJECT_INVALID', `${file} could not be read: ${why}`, {
      cause,
      hint: 'Correct the file.',
    });
  }
}
