import { describe } from '../describe.js';
import { isRecord } from '../discovery/package-json.js';
import { HookError } from '../errors.js';
import { didYouMean } from '../near-match.js';
import type { HookPolicy, HooksEntry, PluginSettings } from './define-settings.js';

/** Settings by key, as somebody wrote them. */
export type WrittenSettings = Readonly<Record<string, unknown>>;

/** Settings with their defaults, valid in themselves; whether the plugins they name exist is another question. */
export interface Settings extends Required<PluginSettings> {
  /** The values of the keys that the host added: nobody has looked at them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const POLICY_KEYS = ['onError', 'timeoutMs', 'select', 'tryFirst', 'tryLast'];

/** Checks the value of one setting, or throws. */
type Reader<T> = (value: unknown, key: string, where: string) => T;

/** The keys of settings. */
export const SETTINGS_KEYS: readonly string[] = [
  'HOOKS',
  'DISABLE_HOOKS_FOR_PLUGINS',
  'PLUGIN_OPTIONS',
  'DISCOVERY',
  'DISCOVERY_ERRORS',
  'HOOK_POLICY',
] satisfies (keyof PluginSettings)[];

/**
 * Checks settings as far as they can be checked by themselves, and fills in defaults.
 *
 * @param where - names the settings in messages: a file
 * @param extraKeys - keys that the host has besides
 * @throws HookError `SETTINGS_UNKNOWN_KEY`, `SETTINGS_INVALID`
 */
export function checkSettings(written: WrittenSettings, where: string, extraKeys: readonly string[] = []): Settings {
  for (const key of Object.keys(written)) {
    if (SETTINGS_KEYS.includes(key) || extraKeys.includes(key)) continue;
    const known = [...SETTINGS_KEYS, ...extraKeys];
    throw new HookError('SETTINGS_UNKNOWN_KEY', `${where} has the unknown setting "${key}".`, {
      hint: didYouMean(key, known) ?? `The settings are ${known.join(', ')}.`,
    });
  }
  const read = <T>(key: keyof PluginSettings, reader: Reader<T>, byDefault: T): T => {
    const value = Object.hasOwn(written, key) ? written[key] : undefined;
    return value === undefined ? byDefault : reader(value, key, where);
  };
  return {
    HOOKS: read('HOOKS', readHooks, []),
    DISABLE_HOOKS_FOR_PLUGINS: read('DISABLE_HOOKS_FOR_PLUGINS', readNames, []),
    PLUGIN_OPTIONS: read('PLUGIN_OPTIONS', readOptions, {}),
    DISCOVERY: read<boolean | readonly string[]>('DISCOVERY', readDiscovery, true),
    DISCOVERY_ERRORS: read('DISCOVERY_ERRORS', readDiscoveryErrors, 'throw'),
    HOOK_POLICY: read('HOOK_POLICY', readPolicies, {}),
    extra: Object.fromEntries(extraKeys.flatMap((key) => (Object.hasOwn(written, key) ? [[key, written[key]]] : []))),
  };
}

function readHooks(value: unknown, key: string, where: string): readonly HooksEntry[] {
  if (Array.isArray(value)) return value as HooksEntry[];
  throw invalid(key, value, where, 'an array of plugins', 'Write HOOKS = [plugin], with brackets even for one.');
}

function readDiscovery(value: unknown, key: string, where: string): boolean | readonly string[] {
  return typeof value === 'boolean' ? value : readNames(value, key, where, 'true, false or an array of package names');
}

function readOptions(value: unknown, key: string, where: string): Readonly<Record<string, unknown>> {
  return readRecord(value, key, where, "{ 'some-plugin': { … } }");
}

function readNames(
  value: unknown,
  key: string,
  where: string,
  expected = 'an array of plugin names',
): readonly string[] {
  if (!Array.isArray(value)) {
    const name = typeof value === 'string' ? value : 'some-plugin';
    throw invalid(key, value, where, expected, `Write ${key} = ['${name}'].`);
  }
  value.forEach((name: unknown, index) => {
    if (typeof name !== 'string' || name === '') {
      throw invalid(
        `${key}[${index}]`,
        name,
        where,
        'a name',
        `Plugins are named by their package: ${key} = ['some-plugin'].`,
      );
    }
  });
  return value as string[];
}

function readRecord(value: unknown, key: string, where: string, example: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw invalid(key, value, where, 'an object by plugin name', `Write ${key} = ${example}.`);
}

function readDiscoveryErrors(value: unknown, key: string, where: string): 'throw' | 'warn' {
  if (value === 'throw' || value === 'warn') return value;
  throw invalid(
    key,
    value,
    where,
    "'throw' or 'warn'",
    `Write ${key} = 'warn' to leave out plugins that cannot be loaded.`,
  );
}

function readPolicies(value: unknown, key: string, where: string): Readonly<Record<string, HookPolicy>> {
  const policies = readRecord(value, key, where, "{ 'some-plugin': { onError: 'warn' } }");
  for (const [name, policy] of Object.entries(policies)) checkPolicy(policy, `${key}["${name}"]`, where);
  return policies as Record<string, HookPolicy>;
}

function checkPolicy(policy: unknown, key: string, where: string): void {
  if (!isRecord(policy)) throw invalid(key, policy, where, 'an object', `Its keys are ${POLICY_KEYS.join(', ')}.`);
  for (const [name, value] of Object.entries(policy)) {
    if (!POLICY_KEYS.includes(name)) {
      throw new HookError('SETTINGS_UNKNOWN_KEY', `${where} has the unknown key "${name}" in ${key}.`, {
        hint: didYouMean(name, POLICY_KEYS) ?? `Its keys are ${POLICY_KEYS.join(', ')}.`,
      });
    }
    const wrong = value === undefined ? undefined : wrongPolicy(name, value);
    if (wrong !== undefined) throw invalid(`${key}.${name}`, value, where, ...wrong);
  }
  if (policy['tryFirst'] === true && policy['tryLast'] === true) {
    throw new HookError('SETTINGS_INVALID', `${where} has both tryFirst and tryLast in ${key}, expected one.`, {
      hint: 'Remove one of them.',
    });
  }
}

/** What was expected instead, and a hint; `undefined` when the value is right. */
function wrongPolicy(name: string, value: unknown): [expected: string, hint: string] | undefined {
  switch (name) {
    case 'onError':
      if (value === 'throw' || value === 'warn' || value === 'disable') return undefined;
      return ["'throw', 'warn' or 'disable'", "Write onError: 'warn' to report its faults and go on."];
    case 'timeoutMs':
      if (typeof value === 'number' && Number.isFinite(value) && value > 0) return undefined;
      return ['milliseconds above 0', 'Write timeoutMs: 5000 for five seconds.'];
    case 'select':
      return undefined; // Only the host knows what it may be.
    default:
      return typeof value === 'boolean' ? undefined : ['true or false', `Write ${name}: true, or leave it out.`];
  }
}

function invalid(key: string, value: unknown, where: string, expected: string, hint: string): HookError {
  return new HookError('SETTINGS_INVALID', `${where} has ${key}: ${describe(value)}, expected ${expected}.`, { hint });
}
