import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../support/dispatcher.js';
import { unhandledIn } from '../support/unhandled.js';
import { scenario } from './arbitrary.js';
import { Model } from './model.js';
import { type Way, World } from './world.js';

const ways: readonly (readonly [string, Way])[] = ENGINES.flatMap(([name, engine]) => [
  [name, { engine, isObserved: false }] as const,
  [`${name}, observed`, { engine, isObserved: true }] as const,
]);
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

describe('any plugins, in any order, whatever they do', () => {
  it.each(ways)('are called as the model says: %s', async (_, way) => {
    const unhandled = await unhandledIn(() =>
      fc.assert(
        fc.asyncProperty(scenario, async (given) => {
          const model = new Model(given);
          const world = new World(given, way);
          for (const step of given.steps) expect(await world.run(step)).toEqual(model.run(step));
          expect(world.askedTwice).toBe(0);
        }),
        { numRuns },
      ),
    );
    expect(unhandled).toEqual([]);
  });
});
