import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sections = ['tutorial', 'how-to', 'reference', 'explanation'];
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'docs/README.md',
  ...sections.flatMap((section) => pagesOf(section).map((page) => `docs/${section}/${page}`)),
];

function pagesOf(section: string): string[] {
  return readdirSync(join(root, 'docs', section)).filter((file) => file.endsWith('.md'));
}

/** The targets of links, without those of other sites and places on the same page. */
function links(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/```.*?```/gs, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

describe('links between pages', () => {
  it.each(pages)('%s leads to what is there', (page) => {
    const missing = links(page).filter((target) => !existsSync(resolve(root, dirname(page), target)));
    expect(missing).toEqual([]);
  });

  it.each(sections)('the index of %s names every page', (section) => {
    const named = links(`docs/${section}/README.md`);
    expect(pagesOf(section).filter((page) => page !== 'README.md' && !named.includes(page))).toEqual([]);
  });
});
