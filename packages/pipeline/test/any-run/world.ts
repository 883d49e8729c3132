import { DECLARED_HOOKS, type DeclaredHookName } from '@pintle/hookspecs/testing';
import fc from 'fast-check';
import type { Fate } from './nodes.ts';

/** A hook that fails or dawdles at some of its calls. */
export interface Fault {
  readonly hook: DeclaredHookName;
  /** The call at which it begins, from 0. */
  readonly from: number;
  readonly times: number;
  readonly isAsync: boolean;
  readonly isWrapper: boolean;
  readonly onError: 'throw' | 'warn' | 'disable';
  readonly act: 'throw' | 'wait';
}

/** A run, and all that happens to it. */
export interface World {
  readonly fates: readonly Fate[];
  readonly faults: readonly Fault[];
  readonly keepGoing: boolean;
  readonly onlyMissingOutputs: boolean;
  readonly concurrency: number;
  /** The hook call at which the run is cancelled. */
  readonly cancelAt: number | undefined;
  /** Whether what is cancelled or late has time to stop. */
  readonly hasGrace: boolean;
}

const SESSION_HOOKS: readonly DeclaredHookName[] = [
  'after_context_created',
  'register_dataset_types',
  'register_pipelines',
  'after_pipelines_registered',
  'before_command_run',
  'after_command_run',
];
const SYNC_HOOKS: readonly DeclaredHookName[] = ['inject_context'];

const fate: fc.Arbitrary<Fate> = fc.record({
  reads: fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 2 }),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  failures: fc.constantFrom(0, 0, 0, 1, 2, 3),
  failsAt: fc.constantFrom('load', 'run', 'save', 'time'),
  turns: fc.nat({ max: 3 }),
  hasModel: fc.boolean(),
  isCached: fc.constantFrom(false, false, false, true),
  isRepeated: fc.constantFrom(false, false, false, true),
  isThere: fc.boolean(),
});

const fault: fc.Arbitrary<Fault> = fc
  .record({
    hook: fc.constantFrom(...DECLARED_HOOKS.filter((hook) => !SESSION_HOOKS.includes(hook))),
    from: fc.nat({ max: 4 }),
    times: fc.integer({ min: 1, max: 3 }),
    isAsync: fc.boolean(),
    isWrapper: fc.boolean(),
    onError: fc.constantFrom('throw', 'throw', 'warn', 'disable'),
    act: fc.constantFrom('throw', 'wait'),
  })
  .map((one) => (SYNC_HOOKS.includes(one.hook) ? { ...one, isAsync: false, act: 'throw' } : one));

/** Any world of so many nodes at most. */
export const anyWorld = (maxNodes: number): fc.Arbitrary<World> =>
  fc.record({
    fates: fc.array(fate, { maxLength: maxNodes }),
    faults: fc.array(fault, { maxLength: 3 }),
    keepGoing: fc.boolean(),
    onlyMissingOutputs: fc.constantFrom(false, false, true),
    concurrency: fc.integer({ min: 1, max: 3 }),
    cancelAt: fc.option(fc.nat({ max: 60 }), { nil: undefined, freq: 3 }),
    hasGrace: fc.boolean(),
  });
