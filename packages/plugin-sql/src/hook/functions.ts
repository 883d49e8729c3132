import { join } from 'node:path';
import { didYouMean, importModule } from '@pintle/hookspecs';
import { fault } from '../fault.js';
import { filesBelow } from '../model/files.js';
import type { CodeHookDefinition } from '../project-file/hook-definition.js';
import { isProjectHook, type ProjectHook } from './project-hook.js';

/** A function and the file that exports it. */
interface Found {
  readonly hook: ProjectHook;
  readonly file: string;
}

/** The functions of a project's hooks of code. */
export interface HookFunctions {
  of(definition: CodeHookDefinition): ProjectHook;
  /** Functions that no entry names, in words. */
  readonly unused: readonly string[];
}

/**
 * Imports the files below `hooks/` and finds the function of each hook of code. Nothing is imported where there is none.
 *
 * @throws HookError `SQL_HOOK_LOAD_FAILED`, `SQL_HOOK_FUNCTION_DUPLICATE`, `SQL_HOOK_FUNCTION_MISSING`
 */
export async function loadFunctions(
  projectDir: string,
  definitions: readonly CodeHookDefinition[],
): Promise<HookFunctions> {
  const found = definitions.length === 0 ? [] : await importAll(projectDir);
  const byKey = new Map<string, Found>();
  for (const one of found) {
    const key = keyOf(one.hook);
    const known = byKey.get(key);
    if (known !== undefined && known.hook !== one.hook) {
      const message = `${one.file} and ${known.file} both export a hook "${one.hook.name}" for ${one.hook.when}.`;
      throw fault('SQL_HOOK_FUNCTION_DUPLICATE', undefined, message, { hint: 'Rename one of them.' });
    }
    byKey.set(key, one);
  }
  const functions = new Map(
    definitions.map((definition) => [definition, functionOf(definition, byKey, found)] as const),
  );
  const used = new Set(functions.values());
  return {
    of: (definition) => functions.get(definition) as ProjectHook,
    unused: found
      .filter(({ hook }) => !used.has(hook))
      .map(({ hook, file }) => `"${hook.name}" for ${hook.when} in ${file}`),
  };
}

function functionOf(
  definition: CodeHookDefinition,
  byKey: ReadonlyMap<string, Found>,
  found: readonly Found[],
): ProjectHook {
  const one = byKey.get(keyOf(definition));
  if (one !== undefined) return one.hook;
  const { name, when, place } = definition;
  const namesakes = found.filter(({ hook }) => hook.name === name);
  const elsewhere = namesakes.map(({ hook, file }) => `The one in ${file} is for ${hook.when}.`)[0];
  const near = didYouMean(
    name,
    found.filter(({ hook }) => hook.when === when).map(({ hook }) => hook.name),
  );
  throw fault(
    'SQL_HOOK_FUNCTION_MISSING',
    place,
    `no file below hooks/ exports projectHook({ name: '${name}', when: '${when}' }, …).`,
    {
      hint: elsewhere ?? near ?? `Write hooks/${name}.ts.`,
    },
  );
}

async function importAll(projectDir: string): Promise<readonly Found[]> {
  const files = filesBelow(projectDir, 'hooks', ['.ts', '.mts', '.js', '.mjs']).filter(
    (file) => !/\.(d|test)\.[a-z]+$/.test(file),
  );
  const found: Found[] = [];
  for (const file of files) {
    const exported = await importOne(projectDir, file);
    const hooks = new Set(Object.values(exported).filter(isProjectHook));
    for (const hook of hooks) found.push({ hook, file });
  }
  return found;
}

async function importOne(projectDir: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importModule(join(projectDir, file), projectDir);
  } catch (cause) {
    throw fault(
      'SQL_HOOK_LOAD_FAILED',
      undefined,
      `${file} could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

function keyOf({ name, when }: { readonly name: string; readonly when: string }): string {
  return `${when} ${name}`;
}
