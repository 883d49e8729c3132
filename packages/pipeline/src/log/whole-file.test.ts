import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWhole, replaceWhole } from './whole-file.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pintle-whole-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('a whole file', () => {
  it('is created once, by the first who tries', () => {
    const file = join(dir, 'f');
    expect([createWhole(file, 'one'), createWhole(file, 'two')]).toEqual([true, false]);
    expect(readFileSync(file, 'utf8')).toBe('one');
    expect(readdirSync(dir)).toEqual(['f']);
  });

  it('is replaced, and leaves nothing else behind', () => {
    const file = join(dir, 'f');
    createWhole(file, 'one');
    replaceWhole(file, 'two');
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(dir)).toEqual(['f']);
  });

  it('needs its folder', () => {
    expect(() => createWhole(join(dir, 'nowhere', 'f'), 'x')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});
