import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const page = readFileSync(new URL('../../../docs/reference/errors.md', import.meta.url), 'utf8');

const declared = codesIn(
  readFileSync(join(source, 'errors.ts'), 'utf8').split('export type HookErrorCode =')[1]?.split(';')[0] ?? '',
);
// Codes of whole families are declared by pattern: what is thrown says which there are.
const thrown = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
  .flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(/HookError\(\s*'(\w+)'/g)].map(([, code]) => code as string),
  );
const codes = [...new Set([...declared, ...thrown])];
const described = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, code]) => code as string);

function codesIn(text: string): string[] {
  return [...text.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code as string);
}

describe('the page of errors', () => {
  it('is checked against all codes that there are', () => {
    expect(declared).toContain('PLUGIN_NAME_TAKEN');
    expect(thrown).toContain('SETTINGS_AMBIGUOUS');
    expect(codes.length).toBeGreaterThan(40);
  });

  it.each(codes)('has an entry for %s: when, and how to mend it', (code) => {
    const [, entry = ''] = page.split(`### \`${code}\`\n`);
    const text = entry.split('\n## ')[0]?.split('\n### ')[0] ?? '';
    expect(text).toMatch(/\S[^]*\n\*\*Mend:\*\* \S/);
  });

  it('has no entry twice, and none for a code that there is not', () => {
    expect(described.filter((code) => !codes.includes(code))).toEqual([]);
    expect(new Set(described).size).toBe(described.length);
  });
});
