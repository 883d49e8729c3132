import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Link, makeTree } from '../../test/discovery/tree.js';
import { resolveEntry } from './entry.js';

const place = { package: 'kiln-plugin-a', key: 'kiln.plugin' };

describe('resolveEntry', () => {
  it('gives the real path of a module in the package', () => {
    const dir = makeTree({ 'store/a/dist/index.js': '', link: new Link('store/a') });

    expect(resolveEntry(join(dir, 'link'), './dist/index.js', place)).toBe(join(dir, 'store/a/dist/index.js'));
    expect(resolveEntry(join(dir, 'link'), 'dist/index.js', place)).toBe(join(dir, 'store/a/dist/index.js'));
  });

  it('follows links that stay inside', () => {
    const dir = makeTree({ 'dist/real.js': '', 'index.js': new Link('dist/real.js') });

    expect(resolveEntry(dir, './index.js', place)).toBe(join(dir, 'dist/real.js'));
  });

  it.each(['../other/index.js', './dist/../../other/index.js', '..', '.', './'])(
    'refuses %s, which leads out',
    (entry) => {
      const dir = makeTree({ 'a/package.json': {}, 'other/index.js': '' });

      expect(() => resolveEntry(join(dir, 'a'), entry, place)).toThrow(
        expect.objectContaining({
          code: 'DISCOVERY_ENTRY_OUTSIDE',
          plugin: 'kiln-plugin-a',
          message: expect.stringContaining(
            `The package "kiln-plugin-a" names the module ${JSON.stringify(entry)} in "kiln.plugin" of its package.json, which lies outside the package: `,
          ),
          hint: 'A package can only name modules of its own; put the module into it.',
        }),
      );
    },
  );

  it('refuses an absolute path', () => {
    const dir = makeTree({ 'a/package.json': {}, 'other/index.js': '' });

    expect(() => resolveEntry(join(dir, 'a'), join(dir, 'other/index.js'), place)).toThrow(
      expect.objectContaining({ code: 'DISCOVERY_ENTRY_OUTSIDE' }),
    );
  });

  it('refuses a folder that begins with the name of the package', () => {
    const dir = makeTree({ 'a/package.json': {}, 'a-evil/index.js': '' });

    expect(() => resolveEntry(join(dir, 'a'), '../a-evil/index.js', place)).toThrow(
      expect.objectContaining({ code: 'DISCOVERY_ENTRY_OUTSIDE' }),
    );
  });

  it('takes a file whose name begins with two dots', () => {
    const dir = makeTree({ '..index.js': '' });

    expect(resolveEntry(dir, './..index.js', place)).toBe(join(dir, '..index.js'));
  });

  it.each([
    ['a file', 'index.js', '../other/index.js'],
    ['a folder on the way', 'dist', '../other'],
  ])('refuses a link of %s that leads out', (_, link, target) => {
    const dir = makeTree({ 'other/index.js': '', [`a/${link}`]: new Link(target) });
    const entry = link === 'dist' ? './dist/index.js' : './index.js';

    expect(() => resolveEntry(join(dir, 'a'), entry, place)).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_ENTRY_OUTSIDE',
        message: expect.stringContaining(`which lies outside the package: ${join(dir, 'other/index.js')}`),
      }),
    );
  });

  it('says that a module is missing', () => {
    const dir = makeTree({ 'package.json': {} });

    expect(() => resolveEntry(dir, './dist/index.js', place)).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_ENTRY_MISSING',
        plugin: 'kiln-plugin-a',
        message: `The package "kiln-plugin-a" names the module "./dist/index.js" in "kiln.plugin" of its package.json, but there is no ${join(dir, 'dist/index.js')}.`,
        hint: 'Build the package if it is one of yours, else correct the path.',
        cause: expect.objectContaining({ code: 'ENOENT' }),
      }),
    );
  });

  it('says that a folder is no module', () => {
    const dir = makeTree({ 'dist/index.js': '' });

    expect(() => resolveEntry(dir, './dist', place)).toThrow(
      expect.objectContaining({ code: 'DISCOVERY_ENTRY_MISSING', message: expect.stringContaining('is not a file') }),
    );
  });
});
