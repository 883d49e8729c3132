import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { HookError } from '../errors.js';

/** Which path of which package is being resolved, for messages. */
export interface EntryPlace {
  readonly package: string;
  /** Where the path is written: `pintle.plugin` say. */
  readonly key: string;
}

/**
 * The file that a path in a manifest means.
 *
 * It must lie inside the package before and after symbolic links are followed: a package cannot make the host load a
 * module of the project or of another package in its own name.
 *
 * @param dir - the package's folder
 * @param entry - the path as written
 * @returns the absolute path, links followed (not under Yarn's Plug'n'Play, where the path tells a package its peers)
 * @throws HookError `DISCOVERY_ENTRY_OUTSIDE`, `DISCOVERY_ENTRY_MISSING`
 */
export function resolveEntry(dir: string, entry: string, place: EntryPlace): string {
  const seen = resolve(dir, entry);
  if (!isInside(dir, seen)) throw outside(entry, place, seen);
  let real: string;
  try {
    real = realpathSync(seen);
  } catch (cause) {
    throw missing(entry, place, `there is no ${seen}`, cause);
  }
  if (!isInside(realpathSync(dir), real)) throw outside(entry, place, real);
  if (!statSync(real).isFile()) throw missing(entry, place, `${seen} is not a file`);
  return process.versions['pnp'] === undefined ? real : seen;
}

function isInside(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(entry: string, place: EntryPlace, target: string): HookError {
  return new HookError(
    'DISCOVERY_ENTRY_OUTSIDE',
    `The package "${place.package}" names the module ${JSON.stringify(entry)} in "${place.key}" of its package.json, which lies outside the package: ${target}.`,
    { plugin: place.package, hint: 'A package can only name modules of its own; put the module into it.' },
  );
}

function missing(entry: string, place: EntryPlace, what: string, cause?: unknown): HookError {
  return new HookError(
    'DISCOVERY_ENTRY_MISSING',
    `The package "${place.package}" names the module ${JSON.stringify(entry)} in "${place.key}" of its package.json, but ${what}.`,
    {
      plugin: place.package,
      hint: 'Build the package if it is one of yours, else correct the path.',
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
