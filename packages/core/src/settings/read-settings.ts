import { extname } from 'node:path';
import { describe } from '../describe.js';
import { importCompiled, type ModuleExports } from '../discovery/import-module.js';
import { isRecord } from '../discovery/package-json.js';
import { HookError, isHookError } from '../errors.js';
import { isThenable } from '../thenable.js';
import { SETTINGS_KEYS, type WrittenSettings } from './check-settings.js';
import type { SettingsContext } from './define-settings.js';
import { loadFailure } from './load-failure.js';
import { pathFrom } from './settings-file.js';

/**
 * Reads what a settings file says. Code is loaded without a build step, and may import local `.ts` files; functions are
 * called, promises awaited.
 *
 * @param file - absolute
 * @throws HookError `SETTINGS_LOAD_FAILED`, `SETTINGS_INVALID`, `SETTINGS_HOOKS_NEED_CODE`
 */
export async function readSettingsFile(file: string, context: SettingsContext): Promise<WrittenSettings> {
  const where = pathFrom(context.projectDir, file);
  try {
    const { cosmiconfig, defaultLoaders } = await import('cosmiconfig');
    const load = async (path: string): Promise<unknown> => {
      try {
        return settingsOf(await importCompiled(path, context.projectDir), where);
      } catch (cause) {
        throw asLoadFailure(cause, file, context); // Before cosmiconfig writes on it.
      }
    };
    const code = { '.ts': load, '.mts': load, '.js': load, '.mjs': load, '.cjs': load };
    // The library refuses a file with nothing but comments, which is what a file becomes when its last line is commented out.
    const yaml = (path: string, text: string): unknown => (isBlank(text) ? {} : defaultLoaders['.yaml'](path, text));
    const loaded = await cosmiconfig('settings', { loaders: { ...code, '.yaml': yaml }, cache: false }).load(file);
    const written = await callSettings(loaded?.config ?? {}, context, where);
    if (!Object.hasOwn(code, extname(file)) && Object.hasOwn(written, 'HOOKS')) {
      throw new HookError('SETTINGS_HOOKS_NEED_CODE', `${where} has HOOKS, expected none: plugins are code.`, {
        hint: 'Call it settings.ts and export HOOKS from there, or publish the plugin as a package.',
      });
    }
    return written;
  } catch (cause) {
    throw asLoadFailure(cause, file, context);
  }
}

/** Calls settings that are a function, and awaits them. */
export async function callSettings(
  settings: unknown,
  context: SettingsContext,
  where: string,
): Promise<WrittenSettings> {
  const called: unknown =
    typeof settings === 'function' ? (settings as (of: SettingsContext) => unknown)(context) : settings;
  const written = isThenable(called) ? await called : called;
  if (isRecord(written)) return written;
  const what = typeof settings === 'function' ? 'a function that gives' : 'as its settings';
  throw new HookError('SETTINGS_INVALID', `${where} has ${what} ${describe(written)}, expected an object.`, {
    hint: 'Write export default defineSettings({ … }).',
  });
}

/** The default export, or the named ones. */
function settingsOf(module: ModuleExports, where: string): unknown {
  const { default: whole, ...named } = module;
  if (whole === undefined) return namedSettings(named);
  // `module.exports = { … }` is a default export whose properties appear as named ones, too.
  const twins = Object(whole) as ModuleExports;
  const others = Object.keys(namedSettings(named)).filter((key) => !Object.is(twins[key], named[key]));
  if (others.length === 0) return whole;
  throw new HookError(
    'SETTINGS_INVALID',
    `${where} has a default export and exports ${others.join(', ')}, expected one or the other.`,
    {
      hint: `Put ${others.join(', ')} into the default export.`,
    },
  );
}

// A module exports other things, too. Only what is written like a setting is one, or a setting in the wrong case.
function namedSettings(named: ModuleExports): WrittenSettings {
  const isSetting = (key: string): boolean =>
    /^[A-Z][A-Z0-9_]*$/.test(key) ||
    (SETTINGS_KEYS.includes(key.toUpperCase()) && !Object.hasOwn(named, key.toUpperCase()));
  return Object.fromEntries(Object.entries(named).filter(([key]) => isSetting(key)));
}

function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
}

function asLoadFailure(cause: unknown, file: string, { projectDir }: SettingsContext): HookError<string> {
  const ours = isHookError(cause) && cause.code.startsWith('SETTINGS_');
  return ours ? cause : loadFailure(file, projectDir, cause);
}
