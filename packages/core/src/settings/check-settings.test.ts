import { describe, expect, it } from 'vitest';
import { checkSettings } from './check-settings.js';

const check = (written: Record<string, unknown>, extraKeys?: string[]) =>
  checkSettings(written, 'settings.ts', extraKeys);

describe('checkSettings', () => {
  it('fills in defaults', () => {
    expect(check({})).toEqual({
      HOOKS: [],
      DISABLE_HOOKS_FOR_PLUGINS: [],
      PLUGIN_OPTIONS: {},
      DISCOVERY: true,
      DISCOVERY_ERRORS: 'throw',
      HOOK_POLICY: {},
      extra: {},
    });
  });

  it('keeps what is valid', () => {
    const written = {
      HOOKS: [{ name: 'a' }, [null, false]],
      DISABLE_HOOKS_FOR_PLUGINS: ['a'],
      PLUGIN_OPTIONS: { a: undefined },
      DISCOVERY: ['a', '@acme/b'],
      DISCOVERY_ERRORS: 'warn',
      HOOK_POLICY: {
        a: { onError: 'disable', timeoutMs: 5, select: { any: 'thing' }, tryFirst: true, tryLast: false },
      },
    };

    expect(check(written)).toEqual({ ...written, extra: {} });
  });

  it('takes undefined for absent', () => {
    expect(check({ HOOKS: undefined, DISCOVERY: undefined })).toMatchObject({ HOOKS: [], DISCOVERY: true });
  });

  it.each([
    ['HOOK', 'Did you mean "HOOKS"?'],
    ['hooks', 'Did you mean "HOOKS"?'],
    ['DISABLE_HOOKS_FOR_PLUGIN', 'Did you mean "DISABLE_HOOKS_FOR_PLUGINS"?'],
    ['PLUGINS_OPTIONS', 'Did you mean "PLUGIN_OPTIONS"?'],
    [
      'CONTEXT_CLASS',
      'The settings are HOOKS, DISABLE_HOOKS_FOR_PLUGINS, PLUGIN_OPTIONS, DISCOVERY, DISCOVERY_ERRORS, HOOK_POLICY.',
    ],
    ['__proto__', expect.stringMatching(/^The settings are /)],
    ['constructor', expect.stringMatching(/^The settings are /)],
  ])('refuses the unknown key %s', (key, hint) => {
    const written = Object.fromEntries([[key, []]]);

    expect(() => check(written)).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_UNKNOWN_KEY',
        message: `settings.ts has the unknown setting "${key}".`,
        hint,
      }),
    );
  });

  it('takes the keys of the host, unchecked, and knows them in suggestions', () => {
    expect(check({ CONF_SOURCE: 5 }, ['CONF_SOURCE', 'OTHER']).extra).toEqual({ CONF_SOURCE: 5 });
    expect(() => check({ CONF_SOURCES: 5 }, ['CONF_SOURCE'])).toThrow(
      expect.objectContaining({ hint: 'Did you mean "CONF_SOURCE"?' }),
    );
  });

  it.each<[Record<string, unknown>, string, string]>([
    [
      { HOOKS: { name: 'a' } },
      'HOOKS: an object, expected an array of plugins.',
      'Write HOOKS = [plugin], with brackets even for one.',
    ],
    [
      { HOOKS: 'a' },
      'HOOKS: "a", expected an array of plugins.',
      'Write HOOKS = [plugin], with brackets even for one.',
    ],
    [
      { HOOKS: null },
      'HOOKS: null, expected an array of plugins.',
      'Write HOOKS = [plugin], with brackets even for one.',
    ],
    [
      { DISABLE_HOOKS_FOR_PLUGINS: '@acme/a' },
      'DISABLE_HOOKS_FOR_PLUGINS: "@acme/a", expected an array of plugin names.',
      "Write DISABLE_HOOKS_FOR_PLUGINS = ['@acme/a'].",
    ],
    [
      { DISABLE_HOOKS_FOR_PLUGINS: ['a', 5] },
      'DISABLE_HOOKS_FOR_PLUGINS[1]: 5, expected a name.',
      "Plugins are named by their package: DISABLE_HOOKS_FOR_PLUGINS = ['some-plugin'].",
    ],
    [
      { PLUGIN_OPTIONS: [] },
      'PLUGIN_OPTIONS: an array, expected an object by plugin name.',
      "Write PLUGIN_OPTIONS = { 'some-plugin': { … } }.",
    ],
    [
      { DISCOVERY: 'a' },
      'DISCOVERY: "a", expected true, false or an array of package names.',
      "Write DISCOVERY = ['a'].",
    ],
    [
      { DISCOVERY: 1 },
      'DISCOVERY: 1, expected true, false or an array of package names.',
      "Write DISCOVERY = ['some-plugin'].",
    ],
    [
      { DISCOVERY_ERRORS: 'ignore' },
      "DISCOVERY_ERRORS: \"ignore\", expected 'throw' or 'warn'.",
      "Write DISCOVERY_ERRORS = 'warn' to leave out plugins that cannot be loaded.",
    ],
    [
      { HOOK_POLICY: null },
      'HOOK_POLICY: null, expected an object by plugin name.',
      "Write HOOK_POLICY = { 'some-plugin': { onError: 'warn' } }.",
    ],
    [
      { HOOK_POLICY: { a: 'warn' } },
      'HOOK_POLICY["a"]: "warn", expected an object.',
      'Its keys are onError, timeoutMs, select, tryFirst, tryLast.',
    ],
    [
      { HOOK_POLICY: { a: { onError: 'ignore' } } },
      "HOOK_POLICY[\"a\"].onError: \"ignore\", expected 'throw', 'warn' or 'disable'.",
      "Write onError: 'warn' to report its faults and go on.",
    ],
    [
      { HOOK_POLICY: { a: { timeoutMs: 0 } } },
      'HOOK_POLICY["a"].timeoutMs: 0, expected milliseconds above 0.',
      'Write timeoutMs: 5000 for five seconds.',
    ],
    [
      { HOOK_POLICY: { a: { timeoutMs: '5' } } },
      'HOOK_POLICY["a"].timeoutMs: "5", expected milliseconds above 0.',
      'Write timeoutMs: 5000 for five seconds.',
    ],
    [
      { HOOK_POLICY: { a: { tryLast: 1 } } },
      'HOOK_POLICY["a"].tryLast: 1, expected true or false.',
      'Write tryLast: true, or leave it out.',
    ],
  ])('refuses %j', (written, message, hint) => {
    expect(() => check(written)).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID', message: `settings.ts has ${message}`, hint }),
    );
  });

  it('refuses tryFirst together with tryLast', () => {
    expect(() => check({ HOOK_POLICY: { a: { tryFirst: true, tryLast: true } } })).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_INVALID',
        message: 'settings.ts has both tryFirst and tryLast in HOOK_POLICY["a"], expected one.',
        hint: 'Remove one of them.',
      }),
    );
  });

  it('refuses unknown keys of policies', () => {
    expect(() => check({ HOOK_POLICY: { a: { onErorr: 'warn' } } })).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_UNKNOWN_KEY',
        message: 'settings.ts has the unknown key "onErorr" in HOOK_POLICY["a"].',
        hint: 'Did you mean "onError"?',
      }),
    );
    expect(() => check({ HOOK_POLICY: { a: { constructor: 1 } } })).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_UNKNOWN_KEY',
        hint: 'Its keys are onError, timeoutMs, select, tryFirst, tryLast.',
      }),
    );
  });
});
