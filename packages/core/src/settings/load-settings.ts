import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findProjectDir } from '../discovery/package-json.js';
import { HookError } from '../errors.js';
import { checkSettings, type Settings, type WrittenSettings } from './check-settings.js';
import type { SettingsInput } from './define-settings.js';
import { callSettings, readSettingsFile } from './read-settings.js';
import { findSettingsFile, pathFrom } from './settings-file.js';

/** Where {@link loadSettings} looks, and for whom. */
export interface LoadSettingsOptions {
  /** The host's name; it is in the hints, and `<name>.config.*` is what a settings file must not be called. */
  readonly name: string;
  /** The project's folder, or one inside it. Default: the working folder. */
  readonly projectDir?: string | undefined;
  /** The configuration environment that settings which are a function are told. Default: `local`. */
  readonly env?: string | undefined;
  /**
   * Where the settings are: `{ file }` (relative to `projectDir`), the settings themselves, or `false` for none.
   * Default: the settings file is searched for.
   */
  readonly settings?: { readonly file: string } | SettingsInput | false | undefined;
  /** Keys that the host has besides; their values are in `settings.extra`, unchecked. */
  readonly extraKeys?: readonly string[] | undefined;
}

/** What {@link loadSettings} gives. */
export interface LoadedSettings {
  /** The nearest folder with a package.json, or where the search began when there is none: absolute. */
  readonly projectDir: string;
  /** The settings file: absolute; `undefined` when there is none. */
  readonly file: string | undefined;
  /** How messages call the settings: the file's path from the project's folder. */
  readonly where: string;
  readonly settings: Settings;
}

/**
 * Finds, loads and checks the settings of a project. A project without a settings file has the defaults.
 *
 * The file is `settings.ts` (or `.mts`, `.js`, `.mjs`, `.cjs`; `.json` and `.yaml` without `HOOKS`), searched for from
 * `projectDir` up to the folder of the project's package.json. It is evaluated once in a process.
 *
 * @throws HookError `SETTINGS_FILE_MISSING`, `SETTINGS_AMBIGUOUS`, `SETTINGS_MISNAMED`, `SETTINGS_LOAD_FAILED`,
 * `SETTINGS_UNKNOWN_KEY`, `SETTINGS_INVALID`, `SETTINGS_HOOKS_NEED_CODE`
 *
 * @example
 * ```ts
 * const { settings, file } = await loadSettings({ name: 'pintle', env: 'prod' });
 * ```
 */
export async function loadSettings(options: LoadSettingsOptions): Promise<LoadedSettings> {
  const { name, settings, env = 'local' } = options;
  const from = resolve(options.projectDir ?? process.cwd());
  const projectDir = findProjectDir(from) ?? from;
  const context = { env, projectDir };
  const finish = (written: WrittenSettings, where: string, file?: string): LoadedSettings => ({
    projectDir,
    file,
    where,
    settings: checkSettings(written, where, options.extraKeys),
  });
  if (settings === false) return finish({}, 'settings');
  if (settings !== undefined && !isFileChoice(settings)) {
    return finish(await callSettings(settings, context, 'settings'), 'settings');
  }
  const file =
    settings === undefined ? findSettingsFile(name, from, projectDir) : existing(resolve(from, settings.file));
  if (file === undefined) return finish({}, 'settings');
  return finish(await readSettingsFile(file, context), pathFrom(projectDir, file), file);
}

function isFileChoice(settings: object): settings is { readonly file: string } {
  return typeof settings === 'object' && typeof (settings as { file?: unknown }).file === 'string';
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new HookError('SETTINGS_FILE_MISSING', `There is no settings file ${file}.`, {
    hint: 'Correct the path, or leave it out to have settings.ts searched for.',
  });
}
