import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProjectDir, readMetadata } from './project-dir.js';

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'pintle-dir-')));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('findProjectDir', () => {
  it('is the nearest folder with a package.json', () => {
    writeFileSync(join(dir, 'package.json'), '{}');
    mkdirSync(join(dir, 'a/b'), { recursive: true });
    expect(findProjectDir(join(dir, 'a/b'))).toBe(dir);
  });

  it('refuses a folder that does not exist, or that is none', () => {
    writeFileSync(join(dir, 'file'), '');
    for (const given of ['nowhere', 'file']) {
      expect(() => findProjectDir(join(dir, given))).toThrow(
        expect.objectContaining({ code: 'PROJECT_NOT_FOUND', hint: 'Correct --project.' }),
      );
    }
  });

  it('refuses a folder that is in no project', () => {
    expect(() => findProjectDir(dir)).toThrow(expect.objectContaining({ code: 'PROJECT_NOT_FOUND' }));
  });
});

describe('readMetadata', () => {
  it('reads name and version', () => {
    writeFileSync(join(dir, 'package.json'), '\uFEFF{ "name": "x", "version": "1.2.3" }');
    expect(readMetadata(dir)).toMatchObject({ projectDir: dir, name: 'x', version: '1.2.3' });
  });

  it('does without them', () => {
    writeFileSync(join(dir, 'package.json'), '{}');
    expect(readMetadata(dir)).toMatchObject({ name: '', version: undefined });
  });

  it.each(['{', '[1', 'null'])('refuses %s', (text) => {
    writeFileSync(join(dir, 'package.json'), text);
    expect(() => readMetadata(dir)).toThrow(expect.objectContaining({ code: 'PROJECT_INVALID' }));
  });
});
