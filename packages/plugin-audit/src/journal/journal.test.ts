import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from './journal.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pintle-journal-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lost = (count: number): object => ({ lost: count });

describe('Journal', () => {
  it('writes what waits, a line each, and makes its folder', () => {
    const path = join(dir, 'a/b/hooks.jsonl');
    const journal = new Journal(path, lost);
    expect(journal.isEmpty).toBe(true);
    journal.add({ n: 1 });
    journal.add({ n: 2 });
    expect(journal.isEmpty).toBe(false);
    journal.flush();
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n');
    expect(journal.isEmpty).toBe(true);
  });

  it('goes on at its end, also after it was closed', () => {
    const path = join(dir, 'hooks.jsonl');
    const journal = new Journal(path, lost);
    journal.add({ n: 1 });
    journal.close();
    journal.add({ n: 'ä' });
    journal.flush();
    journal.add({ n: 3 });
    journal.close();
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":"ä"}\n{"n":3}\n');
  });

  it('keeps what cannot be written, and counts what it cannot keep', () => {
    const journal = new Journal('/dev/full', lost);
    for (let n = 0; n < 10_020; n++) journal.add({ n });
    expect(() => journal.flush()).toThrow(/ENOSPC/);
    expect(() => journal.close()).toThrow(/ENOSPC/);
    expect(journal.isEmpty).toBe(false);
  });

  it('makes no file where there is nothing to write', () => {
    const path = join(dir, 'hooks.jsonl');
    new Journal(path, lost).close();
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });
});
