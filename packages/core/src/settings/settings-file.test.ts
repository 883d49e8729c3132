import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../../test/discovery/tree.js';
import { findSettingsFile, SETTINGS_EXTENSIONS } from './settings-file.js';

describe('findSettingsFile', () => {
  it.each(SETTINGS_EXTENSIONS)('finds settings%s', (extension) => {
    const dir = makeTree({ 'package.json': {}, [`settings${extension}`]: '' });

    expect(findSettingsFile('kiln', dir, dir)).toBe(join(dir, `settings${extension}`));
  });

  it('goes up from a sub-folder to the folder of the project, and no further', () => {
    const dir = makeTree({
      'settings.ts': '',
      'with/package.json': {},
      'with/settings.mjs': '',
      'with/src/deep/x.ts': '',
      'without/package.json': {},
      'without/src/x.ts': '',
    });

    expect(findSettingsFile('kiln', join(dir, 'with/src/deep'), join(dir, 'with'))).toBe(
      join(dir, 'with/settings.mjs'),
    );
    expect(findSettingsFile('kiln', join(dir, 'without/src'), join(dir, 'without'))).toBeUndefined();
  });

  it('takes no folder for a file', () => {
    const dir = makeTree({ 'package.json': {}, 'settings.ts/x.ts': '', 'settings.json': '' });

    expect(findSettingsFile('kiln', dir, dir)).toBe(join(dir, 'settings.json'));
  });

  it.each([
    ['settings.json', 'settings.ts'],
    ['settings.ts', 'src/settings.ts'],
  ])('refuses both %s and %s', (one, other) => {
    const dir = makeTree({ 'package.json': {}, 'src/x.ts': '', [one]: '', [other]: '' });

    expect(() => findSettingsFile('kiln', join(dir, 'src'), dir)).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_AMBIGUOUS',
        message: `The project ${dir} has 2 settings files, expected one: ${[one, other].sort().join(', ')}.`,
        hint: 'Put everything into one of them and remove the others.',
      }),
    );
  });

  it.each(['kiln.config.ts', 'kiln.config.js', 'kiln.config.json', 'kiln.config.yml'])(
    'says how %s must be called',
    (file) => {
      const dir = makeTree({ 'package.json': {}, [file]: '' });

      expect(() => findSettingsFile('kiln', dir, dir)).toThrow(
        expect.objectContaining({
          code: 'SETTINGS_MISNAMED',
          message: `The project ${dir} has ${file}, which is not read.`,
          hint: 'Call it settings.ts.',
        }),
      );
      expect(findSettingsFile('other', dir, dir)).toBeUndefined();
    },
  );

  it.each([
    ['settings.yml', 'settings.yaml'],
    ['settings.cts', 'settings.ts'],
  ])('says how %s must be called, unless there is another one', (file, right) => {
    const alone = makeTree({ 'package.json': {}, [file]: '' });
    const accompanied = makeTree({ 'package.json': {}, [file]: '', 'settings.js': '' });

    expect(() => findSettingsFile('kiln', alone, alone)).toThrow(
      expect.objectContaining({ code: 'SETTINGS_MISNAMED', hint: `Call it ${right}.` }),
    );
    expect(findSettingsFile('kiln', accompanied, accompanied)).toBe(join(accompanied, 'settings.js'));
  });
});
