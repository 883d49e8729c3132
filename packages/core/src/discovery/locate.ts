import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { messageOf } from '../describe.js';
import { HookError } from '../errors.js';
import { foldersUpward } from './package-json.js';

/** Where a package was found. */
export interface LocatedPackage {
  /** Its folder as the project sees it: a link is not followed. */
  readonly dir: string;
  /** The text of its package.json. */
  readonly text: string;
}

/** The part of Yarn's Plug'n'Play API that finds a package. */
interface PnpApi {
  resolveToUnqualified(request: string, issuer: string, options: { considerBuiltins: boolean }): string | null;
}

/** Finds packages from a project. */
export interface PackageLocator {
  /**
   * The package that `import 'name'` in the project would mean, or `undefined` when it is not installed.
   *
   * @throws HookError `DISCOVERY_PACKAGE_UNREADABLE` when it is there and cannot be read
   */
  (name: string): LocatedPackage | undefined;
}

/**
 * A locator that asks Yarn's Plug'n'Play API where that is in force, and else walks `node_modules` upward.
 *
 * Reads files and resolves nothing, so a package whose `exports` hide its package.json is found like any other.
 */
export function packageLocator(projectDir: string): PackageLocator {
  const pnp = pnpApiOf(projectDir);
  if (pnp !== undefined) return (name) => locateByPnp(pnp, name, projectDir);
  const folders = [...foldersUpward(projectDir)]
    .filter((dir) => basename(dir) !== 'node_modules')
    .map((dir) => join(dir, 'node_modules'));
  return (name) => (isPackageName(name) ? locateInFolders(folders, name) : undefined);
}

// A name from a package.json becomes a path: nothing that leads out of node_modules may pass.
function isPackageName(name: string): boolean {
  return (
    /^(?:@[^@/\\]+\/)?[^@/\\][^/\\]*$/.test(name) && !name.split('/').some((part) => part === '.' || part === '..')
  );
}

function locateInFolders(folders: readonly string[], name: string): LocatedPackage | undefined {
  for (const folder of folders) {
    const dir = join(folder, name);
    const text = readPackage(dir, name);
    if (text !== undefined) return { dir, text };
  }
  return undefined;
}

function locateByPnp(pnp: PnpApi, name: string, projectDir: string): LocatedPackage | undefined {
  let dir: string | null;
  try {
    dir = pnp.resolveToUnqualified(name, `${projectDir}/`, { considerBuiltins: false });
  } catch {
    return undefined; // Not among the dependencies that were installed: the API has no other way to say so.
  }
  if (dir === null) return undefined;
  const text = readPackage(dir, name);
  return text === undefined ? undefined : { dir: join(dir, '.'), text };
}

/** The text of a folder's package.json, or `undefined` when it has none. */
function readPackage(dir: string, name: string): string | undefined {
  try {
    return readFileSync(join(dir, 'package.json'), 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new HookError('DISCOVERY_PACKAGE_UNREADABLE', `Could not read the package "${name}": ${messageOf(cause)}`, {
      cause,
      plugin: name,
      hint: `Check the permissions of ${join(dir, 'package.json')}, or install the project's dependencies again.`,
    });
  }
}

function pnpApiOf(projectDir: string): PnpApi | undefined {
  if (process.versions['pnp'] === undefined) return undefined;
  try {
    return createRequire(join(projectDir, 'package.json'))('pnpapi') as PnpApi;
  } catch {
    return undefined; // The process runs under Plug'n'Play, this project does not belong to it.
  }
}
