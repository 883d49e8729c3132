import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Jiti } from 'jiti';

const TYPESCRIPT = new Set(['.ts', '.mts', '.cts']);

/**
 * Imports a module of a plugin package: built JavaScript by Node itself, TypeScript (a linked package in development)
 * without a build step.
 *
 * @param file - absolute
 * @param projectDir - whose `node_modules/.cache` keeps what was compiled
 * @returns the module's exports
 */
export async function importModule(file: string, projectDir: string): Promise<ModuleExports> {
  return TYPESCRIPT.has(extname(file))
    ? importCompiled(file, projectDir)
    : exportsOf(await import(/* @vite-ignore */ pathToFileURL(file).href));
}

/**
 * Imports a module of the project itself through jiti, whatever its extension, so that it may import local `.ts` files.
 *
 * Compiled code is cached on disk. Packages are shared with the process: the same module, evaluated once.
 *
 * @param file - absolute
 * @param projectDir - whose `node_modules/.cache` keeps what was compiled
 */
export async function importCompiled(file: string, projectDir: string): Promise<ModuleExports> {
  const jiti = await jitiOf(projectDir);
  return exportsOf(await jiti.import(file));
}

/** Named exports by name; among them `default`. */
export type ModuleExports = Readonly<Record<string, unknown>>;

// CommonJS compiled from ES modules arrives as the default export of a namespace, and is a namespace itself.
function exportsOf(module: unknown): ModuleExports {
  const namespace = Object(module) as ModuleExports;
  const inner = namespace['default'];
  return isCompiledNamespace(inner) ? inner : namespace;
}

function isCompiledNamespace(value: unknown): value is ModuleExports {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '__esModule');
}

const instances = new Map<string, Promise<Jiti>>();

function jitiOf(projectDir: string): Promise<Jiti> {
  let instance = instances.get(projectDir);
  if (instance === undefined) {
    instance = import('jiti').then(({ createJiti }) =>
      createJiti(join(projectDir, 'package.json'), { fsCache: true, interopDefault: false }),
    );
    instances.set(projectDir, instance);
  }
  return instance;
}
