import { describe, expect, it } from 'vitest';
import { checkRequirements } from './requirements.js';

const check = (wanted: string, found?: string) =>
  checkRequirements(
    [{ plugin: 'lineage', requires: { '@pintle/hookspecs': wanted } }],
    new Map(found === undefined ? [] : [['@pintle/hookspecs', found]]),
  );

describe('checkRequirements', () => {
  it.each([
    ['^1.0.0', '1.4.0'],
    ['^1.0.0 || ^2.0.0', '2.0.0'],
    ['*', '0.1.0'],
    ['^1.0.0', '1.5.0-beta.1'],
    ['^1.5.0-beta.1', '1.5.0-beta.2'],
    ['*', '1.0.0-rc.1'],
  ])('is met: %s by %s', async (wanted, found) => {
    await expect(check(wanted, found)).resolves.toBeUndefined();
  });

  it.each([
    ['^1.0.0', '1.0.0-beta.1'],
    ['^1.0.0', '2.0.0-beta.1'],
    ['~1.4.0', '1.5.0'],
    ['^1.0.0', 'not a version'],
  ])('is not met: %s by %s', async (wanted, found) => {
    await expect(check(wanted, found)).rejects.toMatchObject({ code: 'PLUGIN_INCOMPATIBLE' });
  });

  it('says what to install when the required package is too old', async () => {
    await expect(check('^2.0.0', '1.4.0')).rejects.toMatchObject({
      code: 'PLUGIN_INCOMPATIBLE',
      plugin: 'lineage',
      message: 'Plugin "lineage" requires "@pintle/hookspecs" ^2.0.0, found 1.4.0.',
      hint: 'Install what it requires: npm install "@pintle/hookspecs@^2.0.0".',
    });
  });

  it('says what to install when the plugin is too old', async () => {
    await expect(check('^1.0.0', '2.0.0')).rejects.toMatchObject({
      message: 'Plugin "lineage" requires "@pintle/hookspecs" ^1.0.0, found 2.0.0.',
      hint: 'Install a version of "lineage" that accepts "@pintle/hookspecs" 2.0.0: npm install "lineage@latest".',
    });
  });

  it('says what to install when the package is not there', async () => {
    await expect(check('^1.0.0')).rejects.toMatchObject({
      message: 'Plugin "lineage" requires "@pintle/hookspecs" ^1.0.0, found no such package that declares hooks here.',
      hint: 'Install what it requires: npm install "@pintle/hookspecs@^1.0.0".',
    });
  });

  it('reports every requirement that is not met at once', async () => {
    const requirements = [
      { plugin: 'a', requires: { x: '^2.0.0', y: '^1.0.0' } },
      { plugin: 'b', requires: undefined },
      { plugin: 'c', requires: { x: '^2.0.0', z: '^1.0.0' } },
    ];

    await expect(
      checkRequirements(
        requirements,
        new Map([
          ['x', '1.0.0'],
          ['z', '1.0.0'],
        ]),
      ),
    ).rejects.toMatchObject({
      plugin: 'a',
      message: [
        'Plugin "a" requires "x" ^2.0.0, found 1.0.0.',
        'Plugin "a" requires "y" ^1.0.0, found no such package that declares hooks here.',
        'Plugin "c" requires "x" ^2.0.0, found 1.0.0.',
      ].join('\n'),
      hint: 'Install what it requires: npm install "x@^2.0.0". Install what it requires: npm install "y@^1.0.0".',
    });
  });

  it('finds names such as "constructor" only where they are', async () => {
    const requirements = [{ plugin: 'a', requires: JSON.parse('{ "__proto__": "^1.0.0" }') as object }];

    await expect(checkRequirements(requirements, new Map())).rejects.toMatchObject({ code: 'PLUGIN_INCOMPATIBLE' });
    await expect(checkRequirements(requirements, new Map([['__proto__', '1.0.0']]))).resolves.toBeUndefined();
  });

  it.each([
    [{ x: 'latest' }, 'Plugin "a" requires "x" in "latest", which is no semver range.'],
    [{ x: 1 }, 'Plugin "a" has 1 in requires["x"], expected semver ranges by package name.'],
    ['x', 'Plugin "a" has requires: "x", expected semver ranges by package name.'],
  ])('refuses requires: %j', async (requires, message) => {
    await expect(checkRequirements([{ plugin: 'a', requires }], new Map())).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      plugin: 'a',
      message,
      hint: expect.stringMatching(/^Write requires: /),
    });
  });
});
