import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { foldersUpward } from '../discovery/package-json.js';
import { HookError } from '../errors.js';

/** What a settings file may be called, after `settings`. */
export const SETTINGS_EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.yaml'] as const;

const SETTINGS_FILES: ReadonlySet<string> = new Set(SETTINGS_EXTENSIONS.map((extension) => `settings${extension}`));
/** Near misses, and what they ought to be called. */
const MISNAMED: ReadonlyMap<string, string> = new Map([
  ['settings.yml', 'settings.yaml'],
  ['settings.cts', 'settings.ts'],
]);

/**
 * The settings file of a project: the only one in `from` and the folders above it, up to the project's and no further.
 *
 * @param name - the host's name
 * @param from - where the search begins, at or below `projectDir`
 * @throws HookError `SETTINGS_AMBIGUOUS` for two, `SETTINGS_MISNAMED` for a `<name>.config.*`
 */
export function findSettingsFile(name: string, from: string, projectDir: string): string | undefined {
  const found: string[] = [];
  const misnamed: string[] = [];
  for (const dir of foldersUpward(from)) {
    for (const entry of namesIn(dir)) {
      const path = join(dir, entry);
      if (SETTINGS_FILES.has(entry)) found.push(path);
      else if (MISNAMED.has(entry)) misnamed.push(path);
      else if (isConfigOf(name, entry)) throw misnamedError(path, projectDir, 'settings.ts');
    }
    if (dir === projectDir) break;
  }
  const [file, second] = found;
  if (file !== undefined && second !== undefined) {
    const shown = found.map((path) => pathFrom(projectDir, path)).sort();
    const message = `The project ${projectDir} has ${found.length} settings files, expected one: ${shown.join(', ')}.`;
    throw new HookError('SETTINGS_AMBIGUOUS', message, {
      hint: 'Put everything into one of them and remove the others.',
    });
  }
  const [wrong] = misnamed;
  if (file === undefined && wrong !== undefined) {
    throw misnamedError(wrong, projectDir, MISNAMED.get(wrong.slice(wrong.lastIndexOf(sep) + 1)) ?? 'settings.ts');
  }
  return file;
}

/** A path as the people of the project call it: relative to its folder, with slashes. */
export function pathFrom(projectDir: string, path: string): string {
  const way = relative(projectDir, path);
  return way === '' || way.startsWith('..') ? path : way.split(sep).join('/');
}

function namesIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort();
}

function isConfigOf(name: string, entry: string): boolean {
  return (
    entry.startsWith(`${name}.config.`) && /^(?:[cm]?[jt]s|json|ya?ml)$/.test(entry.slice(`${name}.config.`.length))
  );
}

function misnamedError(path: string, projectDir: string, rightName: string): HookError {
  const shown = pathFrom(projectDir, path);
  return new HookError('SETTINGS_MISNAMED', `The project ${projectDir} has ${shown}, which is not read.`, {
    hint: `Call it ${rightName}.`,
  });
}
