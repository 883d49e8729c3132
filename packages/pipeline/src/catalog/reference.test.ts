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
});
