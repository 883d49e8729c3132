import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AnyHookSpec } from '@pintle/core';
import { pintleSpecs } from '@pintle/hookspecs';
import { buildArgs, DECLARED_HOOKS } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { fillRegions, renderRegions } from './hook-page.ts';
import { readHooks } from './hook-source.ts';

const hooks = readHooks();
const specs = new Map(pintleSpecs.flatMap(({ hooks: set }): [string, AnyHookSpec][] => Object.entries(set)));
const path = fileURLToPath(new URL('../../../docs/reference/hooks.md', import.meta.url));

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const KINDS: Readonly<Record<string, string>> = { first: 'firstResult', assign: 'pipe.assign' };
const kindOf = ({ kind, sync, key }: AnyHookSpec): string =>
  [sync ? 'sync' : '', KINDS[kind] ?? kind, key ?? ''].filter((part) => part !== '').join(' ');

describe('docs/reference/hooks.md', () => {
  // After a change of specs: pnpm exec vitest run --project e2e hook-page -u
  it('says what the specs say', async () => {
    const page = readFileSync(path, 'utf8');
    await expect(fillRegions(page, renderRegions(hooks))).toMatchFileSnapshot(path);
  });
});

describe('the cards of hooks', () => {
  it('are there for every hook of the specs, and for no other', () => {
    expect(hooks.map(({ name }) => name).toSorted()).toEqual([...specs.keys()].toSorted());
  });

  it.each(hooks)('$name: kind and version are those of the spec', ({ name, kind, tags }) => {
    const spec = specs.get(name);
    expect(spec && kindOf(spec)).toBe(kind);
    expect(tags.get('since')).toBe(spec?.since);
    expect(tags.get('remarks')?.replaceAll('`', '')).toMatch(
      new RegExp(`^kind: ${kind.replaceAll('.', '\\.')} · previous: `),
    );
  });

  it.each(hooks)(
    '$name: says when, what comes before and after, what a return does, and shows it',
    ({ text, tags }) => {
      expect(text).toMatch(/^Called /);
      expect(tags.get('returns')).toMatch(/\.$/);
      expect(tags.get('example')).toMatch(
        /^```ts\nimport .* from '@pintle\/hookspecs';\n[^]*export default definePlugin\([^]*\n```$/,
      );
      const neighbours = /previous: ([^]+) · next:\s([^]+)$/.exec(tags.get('remarks') ?? '');
      expect(neighbours).not.toBeNull();
      const named = [...(tags.get('remarks') ?? '').matchAll(/`(\w+_\w+)`/g)].map(([, name]) => name ?? '');
      expect(named.filter((name) => !specs.has(name))).toEqual([]);
    },
  );

  it.each(hooks)('$name: its example implements it', ({ name, tags }) => {
    expect(tags.get('example')).toContain(name);
  });

  it.each(hooks)(
    '$name: its args are named after it, all documented, and all built by the testing kit',
    ({ name, argsType, args }) => {
      expect(argsType).toBe(`${pascal(name)}Args`);
      expect(args.filter(({ text }) => text === '').map((arg) => arg.name)).toEqual([]);
      const hook = DECLARED_HOOKS.find((declared) => declared === name);
      expect(hook && Object.keys(buildArgs(hook)).toSorted()).toEqual(args.map((arg) => arg.name).toSorted());
    },
  );
});
