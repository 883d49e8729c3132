import { type AnyPlugin, definePlugin } from '@pintle/core';
import type { Model, PipelineNode, RunResult } from '@pintle/hookspecs';
import { checkSequence, DECLARED_HOOKS, fakeClock, formatViolations, recordHooks } from '@pintle/hookspecs/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/index.js';

/** How a node fares. */
interface Fate {
  /** Positions of earlier nodes that it reads from. */
  readonly reads: readonly number[];
  readonly maxAttempts: number;
  /** Attempts that fail, from the first. */
  readonly failures: number;
  readonly failsAt: 'load' | 'run' | 'save';
  /** Turns of the event loop that it takes. */
  readonly turns: number;
  readonly hasModel: boolean;
  readonly isCached: boolean;
}

/** A hook that fails or dawdles at some of its calls. */
interface Fault {
  readonly hook: (typeof DECLARED_HOOKS)[number];
  /** The call at which it begins, from 0. */
  readonly from: number;
  readonly times: number;
  readonly isAsync: boolean;
  readonly onError: 'throw' | 'warn';
  readonly act: 'throw' | 'wait';
}

interface World {
  readonly fates: readonly Fate[];
  readonly faults: readonly Fault[];
  readonly keepGoing: boolean;
  readonly concurrency: number;
  /** The hook call at which the run is cancelled. */
  readonly cancelAt: number | undefined;
  readonly hasGrace: boolean;
}

const SESSION_HOOKS = [
  'after_context_created',
  'register_dataset_types',
  'register_pipelines',
  'after_pipelines_registered',
];
const RUN_HOOKS = DECLARED_HOOKS.filter(
  (hook) => !SESSION_HOOKS.includes(hook) && !hook.includes('command') && hook !== 'inject_context',
);
const MODEL: Model = { name: 'm', path: 'm.sql', tags: [], meta: {}, status: 'pending' };

const fate: fc.Arbitrary<Fate> = fc.record({
  reads: fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 2 }),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  failures: fc.constantFrom(0, 0, 0, 1, 2, 3),
  failsAt: fc.constantFrom('load', 'run', 'save'),
  turns: fc.nat({ max: 3 }),
  hasModel: fc.boolean(),
  isCached: fc.constantFrom(false, false, false, true),
});

const fault: fc.Arbitrary<Fault> = fc.record({
  hook: fc.constantFrom(...RUN_HOOKS),
  from: fc.nat({ max: 4 }),
  times: fc.integer({ min: 1, max: 3 }),
  isAsync: fc.boolean(),
  onError: fc.constantFrom('throw', 'throw', 'warn'),
  act: fc.constantFrom('throw', 'wait'),
});

const world: fc.Arbitrary<World> = fc.record({
  fates: fc.array(fate, { maxLength: 6 }),
  faults: fc.array(fault, { maxLength: 3 }),
  keepGoing: fc.boolean(),
  concurrency: fc.integer({ min: 1, max: 3 }),
  cancelAt: fc.option(fc.nat({ max: 60 }), { nil: undefined, freq: 3 }),
  hasGrace: fc.boolean(),
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function nodeOf({ reads, maxAttempts, failures, failsAt, turns, hasModel }: Fate, at: number): PipelineNode {
  return {
    name: `n${at}`,
    inputs: [...reads.filter((from) => from < at).map((from) => `d${from}`), `in${at}`, 'params:p'],
    outputs: [`d${at}`],
    retry: { maxAttempts },
    ...(hasModel ? { model: MODEL } : {}),
    async run(_, { attempt }) {
      for (let left = turns; left > 0; left--) await turn();
      if (failsAt === 'run' && attempt <= failures) throw new RangeError(`n${at} failed`);
      return { [`d${at}`]: at };
    },
  };
}

/** Datasets that fail as the fates of their nodes say. */
function data(fates: readonly Fate[]): AnyPlugin {
  return definePlugin({
    name: 'data',
    hooks: {
      after_catalog_created({ catalog }: { catalog: { set(name: string, dataset: object): void } }) {
        for (const [at, { failures, failsAt }] of fates.entries()) {
          let left = failures;
          const strike = (phase: Fate['failsAt']): void => {
            if (failsAt === phase && left-- > 0) throw new RangeError(`could not ${phase}`);
          };
          catalog.set(`in${at}`, { type: 'given', load: () => (strike('load'), at), save: () => {} });
          catalog.set(`d${at}`, { type: 'kept', load: () => at, save: () => strike('save') });
        }
      },
    },
  });
}

function faulty({ hook, from, times, isAsync, onError, act }: Fault, at: number): AnyPlugin {
  let calls = 0;
  const handler = (): unknown => {
    const call = calls++;
    if (call < from || call >= from + times) return undefined;
    if (act === 'wait') return turn().then(turn);
    const error = new TypeError(`${hook} failed`);
    if (isAsync) return turn().then(() => Promise.reject(error));
    throw error;
  };
  return definePlugin({ name: `fault-${at}`, hooks: { [hook]: { handler, onError } } });
}

/** Answers for the nodes that are cached. */
function cache(fates: readonly Fate[]): AnyPlugin {
  return definePlugin({
    name: 'cache',
    hooks: {
      run_node: {
        wrapper(args: { node: PipelineNode; markCached(): void }, next: (args: object) => unknown) {
          const at = Number(args.node.name.slice(1));
          if (fates[at]?.isCached !== true) return next(args);
          args.markCached();
          return { [`d${at}`]: 'cached' };
        },
      },
    },
  });
}

async function play({
  fates,
  faults,
  keepGoing,
  concurrency,
  cancelAt,
  hasGrace,
}: World): Promise<{ result: RunResult; broken: string }> {
  const controller = new AbortController();
  const recorder = recordHooks();
  const canceller = definePlugin({
    name: 'canceller',
    observe: {
      before: () => {
        if (recorder.calls.length === cancelAt) controller.abort('SIGINT');
      },
    },
  });
  await using project = await createTestProject({
    files: { 'conf/base/parameters.yml': 'p: 1\n' },
    pipelines: fates.length === 0 ? [] : [pipeline('p', fates.map(nodeOf))],
    plugins: [...faults.map(faulty), cache(fates), data(fates), canceller, recorder],
    // A clock that skips sleeps has no grace: what does not stop at once is given up.
    ...(hasGrace ? {} : { clock: fakeClock({ skipSleeps: true }) }),
    runs: { graceMs: 60_000 },
  });
  const result = await project.run({ keepGoing, concurrency, signal: controller.signal });
  return { result, broken: formatViolations(checkSequence(recorder.calls)) };
}

describe('any run', () => {
  it('keeps the promised sequence, ends every node once, and never rejects', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { result, broken } = await play(given);
        expect(broken).toBe('');
        expect(['success', 'error', 'cancelled', 'skipped']).toContain(result.outcome.status);
        const { nodesTotal, nodesSucceeded, nodesFailed, nodesSkipped, nodesCached, nodesCancelled } = result.stats;
        expect(nodesSucceeded + nodesFailed + nodesSkipped + nodesCached + nodesCancelled).toBe(nodesTotal);
      }),
      { numRuns: 300 },
    );
  });
});
