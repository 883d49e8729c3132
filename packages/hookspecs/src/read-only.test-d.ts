import { describe, expectTypeOf, it } from 'vitest';
import type { HookArgs } from './host.js';
import type {
  Catalog,
  HookFailure,
  Model,
  Outcome,
  Pipeline,
  PipelineNode,
  PipelineResult,
  ProjectContext,
  ProjectMetadata,
  RetryPolicy,
  RunEvent,
  RunInfo,
  RunParams,
  RunRequest,
  RunResult,
  RunStats,
} from './index.js';
import type { DeclaredHookName } from './testing/index.js';

// The compiler compares such functions by identity of their conditional types: the usual way to tell modifiers apart.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsMethod<T> = Extract<NonNullable<T>, (...args: never[]) => unknown> extends never ? false : true;

/** The properties, methods aside, that may be assigned to. */
type Writable<T> = T extends unknown
  ? {
      [K in keyof T]-?: Same<Pick<T, K>, Readonly<Pick<T, K>>> extends true
        ? never
        : IsMethod<T[K]> extends true
          ? never
          : K;
    }[keyof T]
  : never;

describe('what hooks are handed', () => {
  it('is read-only', () => {
    expectTypeOf<{ [K in DeclaredHookName]: Writable<HookArgs<K>> }[DeclaredHookName]>().toBeNever();
  });

  it('is read-only inside, too', () => {
    expectTypeOf<Writable<RunInfo>>().toBeNever();
    expectTypeOf<Writable<RunRequest>>().toBeNever();
    expectTypeOf<Writable<RunParams>>().toBeNever();
    expectTypeOf<Writable<RunEvent>>().toBeNever();
    expectTypeOf<Writable<RunStats>>().toBeNever();
    expectTypeOf<Writable<RunResult>>().toBeNever();
    expectTypeOf<Writable<PipelineResult>>().toBeNever();
    expectTypeOf<Writable<HookFailure>>().toBeNever();
    expectTypeOf<Writable<Outcome>>().toBeNever();
    expectTypeOf<Writable<Pipeline>>().toBeNever();
    expectTypeOf<Writable<PipelineNode>>().toBeNever();
    expectTypeOf<Writable<RetryPolicy>>().toBeNever();
    expectTypeOf<Writable<Model>>().toBeNever();
    expectTypeOf<Writable<Catalog>>().toBeNever();
    expectTypeOf<Writable<ProjectContext>>().toBeNever();
    expectTypeOf<Writable<ProjectMetadata>>().toBeNever();
    expectTypeOf<PipelineNode['inputs']>().toEqualTypeOf<readonly string[]>();
  });

  it('would be seen if it were not', () => {
    expectTypeOf<Writable<{ readonly a: 1; b: 2; c(): void }>>().toEqualTypeOf<'b'>();
  });
});
