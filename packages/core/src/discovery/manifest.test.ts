import { describe, expect, it } from 'vitest';
import { readManifest } from './manifest.js';

const read = (value: unknown) => readManifest(value, 'kiln', '@acme/kiln-plugin-a');

describe('readManifest', () => {
  it('reads the plugin, and entries in both of their forms', () => {
    const manifest = read({
      plugin: './dist/index.js',
      commands: { audit: { description: 'Shows the audit trail.', entry: './dist/commands.js' } },
      runners: { bullmq: './dist/runner.js' },
      themes: { dark: { entry: './dark.js' } },
    });

    expect(manifest.plugin).toBe('./dist/index.js');
    expect(manifest.contributions).toEqual({
      commands: { audit: { description: 'Shows the audit trail.', entry: './dist/commands.js' } },
      runners: { bullmq: { entry: './dist/runner.js' } },
      themes: { dark: { entry: './dark.js' } },
    });
  });

  it('takes a package that contributes and has no hooks', () => {
    expect(read({ commands: { deploy: './deploy.js' } })).not.toHaveProperty('plugin');
  });

  it('finds under names such as "constructor" only what is there', () => {
    const { contributions } = read(JSON.parse('{ "commands": { "__proto__": "./a.js", "constructor": "./b.js" } }'));

    expect(contributions['constructor']).toBeUndefined();
    expect(contributions['commands']?.['toString']).toBeUndefined();
    expect(Object.keys(contributions['commands'] ?? {})).toEqual(['__proto__', 'constructor']);
    expect(contributions['commands']?.['__proto__']).toEqual({ entry: './a.js' });
  });

  it.each([
    ['./index.js', 'it must be an object, got "./index.js"'],
    [null, 'it must be an object, got null'],
    [[], 'it must be an object, got an array'],
    [{}, 'it must be an object with a "plugin", got an object'],
    [{ plugin: 5 }, '"plugin" must be the path of a module, got 5'],
    [{ plugin: '' }, '"plugin" must be the path of a module, got ""'],
    [{ commands: ['audit'] }, '"commands" must be an object of entries by name, got an array'],
    [
      { commands: { audit: 5 } },
      '"commands.audit" must be the path of a module, or { "entry": path, "description"?: text }, got 5',
    ],
    [{ commands: { audit: { description: 'x' } } }, '"commands.audit" must be'],
    [{ commands: { audit: { entry: './a.js', description: 5 } } }, '"commands.audit" must be'],
    [{ runners: './runner.js' }, '"runners" must be an object of entries by name, got "./runner.js"'],
  ])('refuses %j', (value, message) => {
    expect(() => read(value)).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_MANIFEST_INVALID',
        plugin: '@acme/kiln-plugin-a',
        message: expect.stringContaining(
          `The package "@acme/kiln-plugin-a" has an invalid "kiln" field in its package.json: ${message}`,
        ),
        hint: expect.stringMatching(/^Write "/),
      }),
    );
  });

  it('refuses a misspelt key, and says which one is meant', () => {
    expect(() => read({ plugins: './index.js' })).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_MANIFEST_INVALID',
        message:
          'The package "@acme/kiln-plugin-a" has the unknown key "plugins" in the "kiln" field of its package.json.',
        hint: 'Did you mean "plugin"?',
      }),
    );
  });
});
