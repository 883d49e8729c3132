import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codes, declared, thrown } from './codes.js';

const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8');
const described = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, code]) => code as string);

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
