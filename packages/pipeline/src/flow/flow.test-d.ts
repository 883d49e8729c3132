import { describe, expectTypeOf, it } from 'vitest';
import type { Logger, RunInfo } from '@pintle/hookspecs';
import type { Session } from '../run/session.js';
import { type FlowDefinition, type FlowResult, flow } from './flow.js';
import type { FlowContext } from './flow-work.js';
import type { RetryOptions } from './retry-options.js';
import type {
  CompletedState,
  FailedState,
  RetryingState,
  RunContext,
  RunningState,
  State,
  StateHook,
} from './state.js';
import type { StateLists } from './state-lists.js';
import { task, type TaskDefinition } from './task.js';

interface Row {
  readonly id: number;
}
declare const session: Session;

const extract = task({ name: 'extract' }, (source: string, limit?: number): Row[] => [
  { id: source.length + (limit ?? 0) },
]);
const load = task({ name: 'load' }, async (rows: readonly Row[]) => rows.length);

describe('a task', () => {
  it('is called with the arguments of its function, and gives a promise of what that returns', () => {
    expectTypeOf(extract).toBeCallableWith('db');
    expectTypeOf(extract).toBeCallableWith('db', 5);
    expectTypeOf(extract).returns.toEqualTypeOf<Promise<Row[]>>();
    expectTypeOf(load).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(load.fn).toBeCallableWith([{ id: 1 }]);
    // @ts-expect-error a source is text
    void extract(1);
    // @ts-expect-error rows are wanted
    void load();
  });

  it('hands its parameters, typed, and the states of each list to its hooks', () => {
    task(
      {
        name: 'typed',
        on_running: [
          (ctx, state) => {
            expectTypeOf(ctx.parameters).toEqualTypeOf<readonly [source: string, limit: number]>();
            expectTypeOf(state).toEqualTypeOf<RunningState>();
            expectTypeOf(ctx.attempt).toEqualTypeOf<number>();
          },
        ],
        on_completion: [(_, state) => void expectTypeOf(state).toEqualTypeOf<CompletedState>()],
        on_failure: [
          (_, state) => {
            expectTypeOf(state).toEqualTypeOf<FailedState>();
            expectTypeOf(state.type).toEqualTypeOf<'FAILED' | 'TIMED_OUT' | 'CANCELLED'>();
            expectTypeOf(state.error).toEqualTypeOf<unknown>();
          },
        ],
        on_retry: [(_, state) => void expectTypeOf(state).toEqualTypeOf<RetryingState>()],
      },
      (source: string, limit: number) => source.repeat(limit),
    );
  });

  it('takes hooks that are made for any task', () => {
    const hook: StateHook = (ctx, state) => {
      expectTypeOf(ctx).toEqualTypeOf<RunContext>();
      expectTypeOf(state).toEqualTypeOf<State>();
    };
    const lists = { on_running: [hook], on_completion: [hook], on_failure: [hook], on_retry: [hook] };
    expectTypeOf(task({ name: 'a', ...lists }, (n: number) => n)).toBeCallableWith(1);
    const forNumbers: StateHook<readonly [number]> = () => {};
    // @ts-expect-error the hook is made for tasks of a number
    task({ name: 'b', on_running: [forNumbers] }, (text: string) => text);
  });
});

describe('a flow', () => {
  const etl = flow({ name: 'etl' }, async ({ source = 'db' }: { source?: string }, { run, log, signal }) => {
    expectTypeOf(run).toEqualTypeOf<RunInfo>();
    expectTypeOf(log).toEqualTypeOf<Logger>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    return await load(await extract(source));
  });
  const strict = flow(
    { name: 'strict', on_failure: [(ctx) => void expectTypeOf(ctx.parameters).toEqualTypeOf<{ day: Date }>()] },
    (_: { day: Date }) => 'done',
  );

  it('takes its parameters as one object, which may be left out where each may', () => {
    void etl.runLocal();
    void etl.runLocal({ source: 'api' }, { env: 'prod' });
    void strict.runLocal({ day: new Date() });
    // @ts-expect-error the day is wanted
    void strict.runLocal();
    // @ts-expect-error a source is text
    void etl.runLocal({ source: 1 });
    // @ts-expect-error there is no such parameter
    void etl.run(session, { sauce: 'db' });
  });

  it('has the lists and the retries of a task, and no time limit', () => {
    const hook: StateHook = () => {};
    const lists = { on_running: [hook], on_completion: [hook], on_failure: [hook], on_retry: [hook] };
    const retries = { retries: 2, retry: { delayMs: 5, backoff: 2, jitter: 0.1, when: (error: unknown) => !error } };
    expectTypeOf(flow({ name: 'a', ...lists, ...retries }, () => 1).runLocal).toBeCallableWith();
    expectTypeOf(task({ name: 'a', ...lists, ...retries }, () => 1)).toBeCallableWith();
    type Shared = keyof StateLists<unknown> | keyof RetryOptions | 'name';
    expectTypeOf<keyof FlowDefinition<unknown>>().toEqualTypeOf<Shared>();
    expectTypeOf<keyof TaskDefinition<readonly []>>().toEqualTypeOf<Shared | 'timeoutMs' | 'tags' | 'meta'>();
    flow(
      {
        name: 'b',
        on_retry: [
          (ctx, state) => {
            expectTypeOf(ctx.parameters).toEqualTypeOf<{ day: Date }>();
            expectTypeOf(state).toEqualTypeOf<RetryingState>();
          },
        ],
      },
      (_: { day: Date }) => 'done',
    );
    // @ts-expect-error retries are a number
    flow({ name: 'c', retries: '2' }, () => 1);
    // @ts-expect-error how often is said by retries
    flow({ name: 'd', retry: { maxAttempts: 2 } }, () => 1);
    // @ts-expect-error a list is wanted
    flow({ name: 'e', on_retry: hook }, () => 1);
    const onEnd: StateHook<unknown, CompletedState> = () => {};
    // @ts-expect-error the hook is made for what has ended well
    flow({ name: 'f', on_retry: [onEnd] }, () => 1);
    // @ts-expect-error tasks have a time limit
    flow({ name: 'g', timeoutMs: 5 }, () => 1);
  });

  it('knows its parameters in hooks that are written in place, where its context has a type', () => {
    const both = flow(
      { name: 'both', on_retry: [({ parameters }) => void expectTypeOf(parameters).toEqualTypeOf<{ day: Date }>()] },
      (_: { day: Date }, { run }: FlowContext) => run.attempt,
    );
    expectTypeOf(both.runLocal).returns.resolves.toEqualTypeOf<FlowResult<number>>();
  });

  it('gives what its function returns, where it succeeded', () => {
    expectTypeOf(etl.runLocal).returns.resolves.toEqualTypeOf<FlowResult<number>>();
    expectTypeOf<FlowResult<number>['value']>().toEqualTypeOf<number | undefined>();
    expectTypeOf(strict.runLocal).returns.resolves.toEqualTypeOf<FlowResult<string>>();
  });
});
