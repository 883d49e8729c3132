import { describe, messageOf } from '../describe.js';
import { HookError } from '../errors.js';
import { isClass, isInstance } from '../plugin.js';
import { importModule, type ModuleExports } from './import-module.js';

/** What is being imported, and for whom. */
export interface ImportedEntry {
  /** The package, or the path that someone gave, for messages. */
  readonly name: string;
  /** The path as written, for messages. */
  readonly path: string;
  readonly projectDir: string;
}

/**
 * Imports a module and takes its default export.
 *
 * @param file - absolute
 * @throws HookError `DISCOVERY_IMPORT_FAILED` with what the module threw as its cause, `DISCOVERY_EXPORT_INVALID`
 */
export async function importEntry(file: string, entry: ImportedEntry): Promise<unknown> {
  const module = await importOrFail(file, entry);
  const value = module['default'];
  if (value !== undefined) return value;
  const names = Object.keys(module);
  throw exportInvalid(entry, names.length === 0 ? 'exports nothing' : `exports only ${names.join(', ')}`);
}

/**
 * Imports the module of a plugin.
 *
 * @returns the default export: a plugin, a factory, or a factory called with options
 * @throws HookError `DISCOVERY_IMPORT_FAILED`, `DISCOVERY_EXPORT_INVALID`, `PLUGIN_IS_CLASS`
 */
export async function importPlugin(file: string, entry: ImportedEntry): Promise<object> {
  const value = await importEntry(file, entry);
  if (isClass(value)) {
    const className = (value as { name: string }).name || 'TheClass';
    const message = `The default export of "${entry.name}" (${entry.path}) is the class ${className}, expected a plugin or an instance.`;
    throw new HookError('PLUGIN_IS_CLASS', message, {
      plugin: entry.name,
      hint: `Write export default new ${className}().`,
    });
  }
  if (typeof value === 'function' || (typeof value === 'object' && value !== null && looksLikePlugin(value)))
    return value;
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  throw exportInvalid(entry, `exports ${describe(value)}${keys.length === 0 ? '' : ` with ${keys.join(', ')}`}`);
}

// A plain object without one of these is no plugin but, say, the exports of a CommonJS module without a default.
const PLUGIN_KEYS = ['name', 'hooks', 'extraHooks', 'specs', 'observe', 'factory'];

function looksLikePlugin(value: object): boolean {
  return isInstance(value) || PLUGIN_KEYS.some((key) => Object.hasOwn(value, key));
}

async function importOrFail(file: string, { name, path, projectDir }: ImportedEntry): Promise<ModuleExports> {
  try {
    return await importModule(file, projectDir);
  } catch (cause) {
    throw new HookError('DISCOVERY_IMPORT_FAILED', `Could not import "${name}" (${path}): ${messageOf(cause)}`, {
      cause,
      plugin: name,
      hint: 'The cause is what its module threw; install what it misses, or disable the plugin until it is repaired.',
    });
  }
}

function exportInvalid({ name, path }: ImportedEntry, came: string): HookError {
  return new HookError(
    'DISCOVERY_EXPORT_INVALID',
    `The module ${path} of "${name}" ${came}, expected a default export.`,
    {
      plugin: name,
      hint: 'Write export default definePlugin({ … }), or export default definePluginFactory({ … }).',
    },
  );
}
