import { readFileSync } from 'node:fs';
import { compiled } from '@pintle/core/tapable';
import { describe, expect, it } from 'vitest';
import { type Outcome, type Scenario, World } from './world.js';

// Recorded by running the real pluggy; README.md says how.
const scenarios = readFileSync(new URL('./pluggy-scenarios.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Scenario);

// What has no equivalent: both flags are an error here, and a wrapper that calls next never or twice is no fault.
const SET_ASIDE = ['tryfirstTrylastBoth', 'noYield', 'secondYield'];
const comparable = scenarios.filter(({ tags }) => !tags.some((tag) => SET_ASIDE.includes(tag)));

it('leaves most of the recorded scenarios to compare', () => {
  expect(scenarios).toHaveLength(400);
  expect(comparable.length).toBeGreaterThan(300);
});

describe.each([
  ['closures', {}],
  ['compiled code', { engine: compiled }],
] as const)('recorded pluggy scenarios, dispatched by %s', (_name, options) => {
  it.each(comparable.map((scenario) => [scenario.id, scenario] as const))('%s', (_id, scenario) => {
    const world = new World(scenario, options);
    const expected = scenario.expectedAtomic ?? scenario.expected;
    const actual = scenario.steps.map((step) => world.run(step));
    expect(actual.map(comparablePart)).toEqual(expected.map(comparablePart));
  });
});

/** A failed checkPending is compared by the list of all, whatever comes first in it. */
function comparablePart({ pending, ...outcome }: Outcome): unknown {
  if (pending === undefined) return outcome;
  return { log: outcome.log, pending: pending.map(([hook, plugin]) => `${String(hook)} ${String(plugin)}`).sort() };
}
