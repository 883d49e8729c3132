import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, messageOf } from '../describe.js';
import { HookError } from '../errors.js';

/** A parsed package.json: an object, its values not looked at yet. */
export type PackageJson = Readonly<Record<string, unknown>>;

/** The groups of a package.json in which a project names what it depends on itself. */
const DEPENDENCY_GROUPS = ['dependencies', 'optionalDependencies', 'devDependencies'] as const;

/** The nearest folder at or above `from` that has a package.json, or `undefined` when there is none. */
export function findProjectDir(from: string): string | undefined {
  for (const dir of foldersUpward(from)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
  }
  return undefined;
}

/** A folder, its parent, and so on up to the root. */
export function* foldersUpward(from: string): Generator<string> {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    yield dir;
    if (dirname(dir) === dir) return;
  }
}

/**
 * Parses the text of a package.json.
 *
 * @throws SyntaxError when it is not JSON, TypeError when it is not an object
 */
export function parsePackageJson(text: string): PackageJson {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!isRecord(value)) throw new TypeError(`Expected an object, got ${describe(value)}.`);
  return value;
}

/**
 * The names of a project's direct dependencies, sorted: `dependencies`, `optionalDependencies` and `devDependencies`.
 *
 * @throws HookError `DISCOVERY_PROJECT_INVALID` when the project's package.json cannot be read
 */
export function directDependencies(projectDir: string): string[] {
  const file = join(projectDir, 'package.json');
  let json: PackageJson;
  try {
    json = parsePackageJson(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new HookError('DISCOVERY_PROJECT_INVALID', `Could not read ${file}: ${messageOf(cause)}`, {
      cause,
      hint: 'Repair the package.json of the project: its dependencies are where plugins are looked for.',
    });
  }
  const names = new Set<string>();
  for (const group of DEPENDENCY_GROUPS) {
    const value = json[group] ?? {};
    if (!isRecord(value)) {
      throw new HookError(
        'DISCOVERY_PROJECT_INVALID',
        `"${group}" of ${file} must be an object, got ${describe(value)}.`,
        {
          hint: `Write "${group}": { "some-package": "^1.0.0" }.`,
        },
      );
    }
    for (const name of Object.keys(value)) names.add(name);
  }
  return [...names].sort();
}

/** Whether a value is an object that is no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
