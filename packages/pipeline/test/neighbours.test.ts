import { readFileSync } from 'node:fs';
import { checkSequence, formatViolations } from '@pintle/hookspecs/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openStage } from './any-run/play.ts';
import { anyWorld } from './any-run/world.ts';

/** The page of all hooks, which has their cards. */
const page = readFileSync(new URL('../../../docs/reference/hooks.md', import.meta.url), 'utf8');

/** The hooks that a card names as coming before, or after. */
function named(hook: string, side: 'previous' | 'next'): readonly string[] {
  const [, card = ''] = new RegExp(`^### ${hook}$([^]+?)(?=^##|(?![^]))`, 'm').exec(page) ?? [];
  const [, row = ''] = new RegExp(`^\\| ${side} \\| (.+) \\|$`, 'm').exec(card) ?? [];
  return [...row.matchAll(/`(\w+)`/g)].map(([, name]) => String(name));
}

it('follow each other as their cards say: hooks of random runs, one node after another', {
  timeout: 120_000,
}, async () => {
  const pairs = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyWorld(4), async (world) => {
      await using stage = await openStage({ ...world, faults: [], cancelAt: undefined, concurrency: 1 }, 'sequential');
      const { calls } = await stage.play();
      expect(formatViolations(checkSequence(calls))).toBe('');
      const hooks = calls.flatMap(({ hook }) => (hook === 'on_run_event' ? [] : [hook]));
      for (const [at, hook] of hooks.slice(1).entries()) pairs.add(`${hooks[at]} ${hook}`);
    }),
    { numRuns: 60 },
  );
  const untold = [...pairs].filter((pair) => {
    const [first = '', second = ''] = pair.split(' ');
    // An attempt may fail at any of its hooks; the card says so in words.
    if (second === 'on_node_error') return false;
    return !named(first, 'next').includes(second) && !named(second, 'previous').includes(first);
  });
  expect(untold).toEqual([]);
  expect(pairs.size).toBeGreaterThan(20);
});
