import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInTypes } from './types.js';

const page = readFileSync(new URL('../../../../docs/reference/datasets.md', import.meta.url), 'utf8');

/** The options in the table under a heading. */
function documented(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, option]) => option ?? '');
}

describe('the reference of datasets', () => {
  it.each(builtInTypes.map((type) => [type.type, type.schema] as const))('lists the options of %s', (name, schema) => {
    const { entries } = schema as unknown as { readonly entries: object };
    expect(documented(name)).toEqual(Object.keys(entries));
  });

  it('lists every error code', () => {
    const source = readFileSync(new URL('./error.ts', import.meta.url), 'utf8');
    const codes = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});
