import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf } from './error-facts.js';
import { installHint } from './install-hint.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pintle-hint-'));
  writeFileSync(join(dir, 'package.json'), '{ "dependencies": { "@acme/known": "1" } }');
});
afterAll(() => rmSync(dir, { recursive: true }));

function missing(name: string): Error {
  const cause = Object.assign(new Error(`Cannot find package '${name}' imported from /x.ts`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  return new Error('Could not load settings.ts', { cause });
}

describe('installHint', () => {
  it('says to install what package.json names', () => {
    expect(installHint(factsOf(missing('@acme/known/sub')), dir)).toBe(
      `"@acme/known" is a dependency of the project and not installed. Run "npm install" in ${dir}.`,
    );
  });

  it('says to add what package.json does not name', () => {
    expect(installHint(factsOf(missing('other')), dir)).toContain('Run "npm install other"');
  });

  it('says nothing of files, of other errors, and outside of projects', () => {
    expect(installHint(factsOf(missing('./nodes.js')), dir)).toBeUndefined();
    expect(installHint(factsOf(missing('/a/nodes.js')), dir)).toBeUndefined();
    expect(installHint(factsOf(new Error("Cannot find package 'x'")), dir)).toBeUndefined();
    expect(installHint(factsOf(missing('other')), undefined)).toBeUndefined();
  });
});
