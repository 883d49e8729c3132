import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { definePlugin, type OutcomeStatus, type RunEvent } from '@pintle/hookspecs';
import { checkSequence, type FakeClock, fakeClock, formatViolations, recordHooks } from '@pintle/hookspecs/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineResource } from '../describe/resource.js';
import { listRuns } from '../log/run-store.js';
import { createTestProject, type TestProject, type TestProjectOptions } from '../testing/index.js';
import { type Flow, type FlowResult, flow } from './flow.js';
import { taskContext } from './scope.js';
import type { RunContext, State } from './state.js';
import { task } from './task.js';

const fail = (message = 'no'): never => {
  throw new RangeError(message);
};

/** All lists, and what their hooks have seen. */
function audit() {
  const seen: string[] = [];
  const hook = ({ name, attempt }: RunContext, { type, message = '' }: State): void =>
    void seen.push(`${name}#${attempt} ${type} ${message}`.trim());
  const lists = { on_running: [hook], on_completion: [hook], on_failure: [hook], on_retry: [hook] };
  return { seen, lists };
}

interface Recorded<R> {
  readonly result: FlowResult<R>;
  readonly recorder: ReturnType<typeof recordHooks>;
  readonly events: readonly RunEvent[];
  readonly project: TestProject;
}

/** Runs a flow in a project of its own, with every hook recorded; what it called is in order. */
async function recorded<R>(
  given: Flow<Record<never, never>, R>,
  { signal, ...options }: TestProjectOptions & { readonly signal?: AbortSignal } = {},
): Promise<Recorded<R>> {
  const recorder = recordHooks();
  await using project = await createTestProject({ ...options, plugins: [...(options.plugins ?? []), recorder] });
  const result = await given.run(project.session, {}, { signal });
  await project.session.close();
  expect(formatViolations(checkSequence(recorder.calls))).toBe('');
  const events = project.events(result.runId);
  expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  expect(listRuns(project.dir)).toMatchObject([{ status: result.status, attempt: result.attempt }]);
  return { result, recorder, events, project };
}

const endsOf = (events: readonly RunEvent[]): readonly OutcomeStatus[] =>
  events.flatMap((event) => (event.type === 'run_ended' ? [event.status] : []));

const ofRun = ({ recorder }: Recorded<unknown>): string[] =>
  recorder.calls.flatMap(({ hook, runAttempt, status, willRetry }) =>
    /^(on_run_(start|end)|(before|after)_pipeline_run|on_pipeline_error|after_catalog_created)$/.test(hook)
      ? [[hook, `#${runAttempt}`, status, willRetry].filter((part) => part !== undefined).join(' ')]
      : [],
  );

describe('a flow with retries', () => {
  it('is tried again, with its tasks, and its own lists are called once a run', async () => {
    const { seen, lists } = audit();
    const extract = task({ name: 'extract', ...lists, retries: 1 }, () =>
      taskContext().run.attempt < 3 ? fail('busy') : 'rows',
    );
    const etl = flow({ name: 'etl', ...lists, retries: 4 }, () => extract());
    const { result, events } = await recorded(etl);
    expect(result).toEqual({ runId: result.runId, status: 'success', attempt: 3, value: 'rows' });
    const failing = ['extract#1 RUNNING', 'extract#1 RETRYING busy', 'extract#2 RUNNING', 'extract#2 FAILED busy'];
    expect(seen).toEqual([
      'etl#1 RUNNING',
      ...failing,
      'etl#1 RETRYING busy',
      ...failing,
      'etl#2 RETRYING busy',
      'extract#1 RUNNING',
      'extract#1 COMPLETED',
      'etl#3 COMPLETED',
    ]);
    expect(endsOf(events)).toEqual(['retrying', 'retrying', 'success']);
    expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([result.runId]));
  });

  it('fails for good after the last attempt', async () => {
    const { seen, lists } = audit();
    let count = 0;
    const bad = flow({ name: 'bad', ...lists, retries: 2 }, () => fail(`no ${++count}`));
    const { result } = await recorded(bad);
    expect(result).toMatchObject({ status: 'error', attempt: 3, error: new RangeError('no 3') });
    expect(seen).toEqual(['bad#1 RUNNING', 'bad#1 RETRYING no 1', 'bad#2 RETRYING no 2', 'bad#3 FAILED no 3']);
  });

  it('has the hooks of a run in each attempt, which say whether another follows', async () => {
    const twice = flow({ name: 'twice', retries: 1 }, (_, { run }) => (run.attempt === 1 ? fail() : 1));
    expect(ofRun(await recorded(twice))).toEqual([
      'on_run_start #1',
      'after_catalog_created #1',
      'before_pipeline_run #1',
      'on_pipeline_error #1 true',
      'on_run_end #1 retrying',
      'on_run_start #2',
      'after_catalog_created #2',
      'before_pipeline_run #2',
      'after_pipeline_run #2',
      'on_run_end #2 success',
    ]);
    const never = flow({ name: 'never' }, () => fail());
    expect(ofRun(await recorded(never)).slice(-2)).toEqual(['on_pipeline_error #1 false', 'on_run_end #1 error']);
  });

  it('waits as its policy says, with no attempt under way', async () => {
    const clock = fakeClock({ skipSleeps: true });
    const began: number[] = [];
    const ended: number[] = [];
    const watch = definePlugin({ name: 'watch', hooks: { on_run_end: () => void ended.push(clock.monotonic()) } });
    const slow = flow({ name: 'slow', retries: 3, retry: { delayMs: 100, backoff: 2 } }, () => {
      began.push(clock.monotonic());
      fail();
    });
    await recorded(slow, { clock, plugins: [watch] });
    expect(began).toEqual([0, 100, 300, 700]);
    expect(ended).toEqual(began);
  });

  it('is tried again only when its policy wants it', async () => {
    const { seen, lists } = audit();
    const wants = (error: unknown): boolean => error instanceof RangeError;
    const wise = flow({ name: 'wise', ...lists, retries: 5, retry: { when: wants } }, (_, { run }) => {
      if (run.attempt === 2) throw new TypeError('mine');
      fail('theirs');
    });
    expect((await recorded(wise)).result).toMatchObject({ status: 'error', attempt: 2, error: new TypeError('mine') });
    expect(seen).toEqual(['wise#1 RUNNING', 'wise#1 RETRYING theirs', 'wise#2 FAILED mine']);
    const broken = flow({ name: 'broken', retries: 5, retry: { when: () => fail('when') } }, () => fail('own'));
    const { result, project } = await recorded(broken);
    expect(result).toMatchObject({ status: 'error', attempt: 1, error: new RangeError('own') });
    expect(project.logged.find(({ level }) => level === 'error')?.message).toMatch(/retry policy failed in "when"/);
  });

  it('is tried again whatever failed the attempt: a task that ran over its time, a hook that guards the run', async () => {
    let starts = 0;
    const guard = definePlugin({
      name: 'guard',
      hooks: { on_run_start: () => (++starts === 1 ? fail('not yet') : undefined) },
    });
    const late = task({ name: 'late', timeoutMs: 20 }, async () => {
      if (taskContext().run.attempt < 3) await sleep(60_000, undefined, taskContext());
    });
    const { seen, lists } = audit();
    const all = flow({ name: 'all', ...lists, retries: 2 }, () => late());
    expect((await recorded(all, { plugins: [guard] })).result).toMatchObject({ status: 'success', attempt: 3 });
    expect(seen).toEqual([
      'all#1 RUNNING',
      'all#1 RETRYING not yet',
      'all#2 RETRYING Node "late" ran over its timeoutMs of 20.',
      'all#3 COMPLETED',
    ]);
  });

  it('has resources of its own in each attempt, which are let go of before it waits', async () => {
    const log: string[] = [];
    const clock = fakeClock({ skipSleeps: true });
    const waiting: typeof clock = {
      ...clock,
      advance: clock.advance,
      sleep: (ms, signal) => {
        if (ms === 77) log.push('wait');
        return clock.sleep(ms, signal);
      },
    };
    const db = defineResource({ name: 'db', create: () => log.push('+db'), dispose: () => void log.push('-db') });
    const use = task({ name: 'use' }, async () => await taskContext().resources.get(db));
    const all = flow({ name: 'all', retries: 2, retry: { delayMs: 77 } }, async (_, { resources }) => {
      await Promise.all([use(), use(), resources.get(db)]);
      fail();
    });
    await recorded(all, { clock: waiting });
    const attempt = ['+db', '-db'];
    expect(log).toEqual([...attempt, 'wait', ...attempt, 'wait', ...attempt]);
  });

  it('begins anew when all tasks of the attempt before have ended, awaited or not', async () => {
    const log: string[] = [];
    const slow = task({ name: 'slow' }, async () => {
      const { run } = taskContext();
      log.push(`slow ${run.attempt}`);
      await sleep(15);
      log.push(`slow ${run.attempt} over`);
    });
    const bad = task({ name: 'bad' }, () => (taskContext().run.attempt === 1 ? fail() : undefined));
    const both = flow({ name: 'both', retries: 1 }, async () => {
      void slow();
      await Promise.all([slow(), bad()]);
    });
    expect((await recorded(both)).result).toMatchObject({ status: 'success', attempt: 2 });
    expect(log).toEqual(
      [1, 2].flatMap((attempt) => [
        ...Array<string>(2).fill(`slow ${attempt}`),
        ...Array<string>(2).fill(`slow ${attempt} over`),
      ]),
    );
  });

  it('does not let code of an earlier attempt call tasks in a later one', async () => {
    const errors: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    const step = task({ name: 'step' }, () => 1);
    const leaky = flow({ name: 'leaky', retries: 1 }, async (_, { run }) => {
      if (run.attempt === 1) {
        void gate.promise.then(() => step()).catch((error: unknown) => errors.push(error));
        fail();
      }
      gate.resolve();
      await turn();
      return await step();
    });
    const { result, events } = await recorded(leaky);
    expect(result).toMatchObject({ status: 'success', value: 1 });
    expect(errors).toMatchObject([{ code: 'TASK_AFTER_FLOW' }]);
    expect(events.filter(({ type }) => type === 'node_started')).toHaveLength(1);
  });

  it('is not tried again when it was cancelled', async () => {
    const { seen, lists } = audit();
    const controller = new AbortController();
    const wait = task({ name: 'wait' }, async () => {
      controller.abort('enough');
      await sleep(60_000, undefined, taskContext());
    });
    const long = flow({ name: 'long', ...lists, retries: 3 }, () => wait());
    expect((await recorded(long, { signal: controller.signal })).result).toMatchObject({
      status: 'cancelled',
      attempt: 1,
    });
    expect(seen).toEqual(['long#1 RUNNING', 'long#1 CANCELLED enough']);
  });

  it('is not tried again when it was cancelled after it had failed', async () => {
    const controller = new AbortController();
    const late = definePlugin({
      name: 'late',
      hooks: { on_run_event: ({ event }) => (event.type === 'node_ended' ? controller.abort('late') : undefined) },
    });
    const bad = task({ name: 'bad' }, () => fail());
    const given = flow({ name: 'given', retries: 3 }, () => bad());
    const { result } = await recorded(given, { signal: controller.signal, plugins: [late] });
    expect(result).toMatchObject({ status: 'error', attempt: 1, error: new RangeError('no') });
  });

  it('is cancelled while it waits: the next attempt begins, calls nothing, and ends as cancelled', async () => {
    const { seen, lists } = audit();
    const controller = new AbortController();
    let called = 0;
    const policy = { retries: 3, retry: { delayMs: 3_600_000 } };
    const patient = flow({ name: 'patient', ...lists, ...policy }, () => {
      called++;
      setTimeout(() => controller.abort('enough'), 20);
      fail();
    });
    const { result, events } = await recorded(patient, { signal: controller.signal });
    expect(result).toMatchObject({ status: 'cancelled', attempt: 2 });
    expect(called).toBe(1);
    expect(seen).toEqual(['patient#1 RUNNING', 'patient#1 RETRYING no', 'patient#2 CANCELLED enough']);
    expect(endsOf(events)).toEqual(['retrying', 'cancelled']);
  });

  it('is not harmed by hooks of on_retry that fail or hang, of which each is called', async () => {
    const called: string[] = [];
    const on_retry = [() => fail('hook'), () => void called.push('second'), () => new Promise<void>(() => {})];
    const fine = flow({ name: 'fine', on_retry, retries: 1, hookTimeoutMs: 20 }, (_, { run }) =>
      run.attempt === 1 ? fail() : 1,
    );
    const { result, events } = await recorded(fine);
    expect(called).toEqual(['second']);
    expect(result).toMatchObject({
      status: 'success',
      attempt: 2,
      hookFailures: [
        { hook: 'on_run_end', plugin: 'fine.on_retry[0]', error: new RangeError('hook') },
        { hook: 'on_run_end', plugin: 'fine.on_retry[2]', error: { code: 'IMPL_TIMEOUT' } },
      ],
    });
    expect(events.filter(({ type }) => type === 'hook_failed').map(({ runAttempt }) => runAttempt)).toEqual([1, 1]);
  });

  it('runs several times at once without mixing', async () => {
    const work = task({ name: 'work' }, async (n: number) => {
      await sleep(2);
      return taskContext().run.attempt <= n ? fail(`${n}`) : n;
    });
    const one = flow({ name: 'one', retries: 3 }, ({ n }: { n: number }) => work(n));
    await using project = await createTestProject();
    const results = await Promise.all([0, 1, 2, 3].map((n) => one.run(project.session, { n })));
    expect(results.map(({ value, attempt }) => [value, attempt])).toEqual([0, 1, 2, 3].map((n) => [n, n + 1]));
  });

  it('goes on being its own between two attempts, and is lost to who takes it over', async () => {
    const { seen, lists } = audit();
    const clock = fakeClock();
    const policy = { retries: 1, retry: { delayMs: 1000 } };
    const lost = flow({ name: 'lost', ...lists, ...policy }, () => fail());
    const recorder = recordHooks({ only: ['on_run_start', 'on_run_end'] });
    await using project = await createTestProject({ clock, plugins: [recorder], runs: { leaseMs: 60 } });
    const running = lost.run(project.session);
    await asleepIn(clock);
    expect(listRuns(project.dir)).toMatchObject([{ status: 'retrying', attempt: 1 }]);
    expect(await project.session.reconcile()).toEqual([]);
    const [{ runId } = { runId: '' }] = listRuns(project.dir);
    writeFileSync(join(project.dir, '.pintle/runs', runId, 'lease-2.json'), '{"host":"elsewhere","pid":1}');
    await sleep(80);
    await clock.advance(1000);
    expect(await running).toMatchObject({ runId, status: 'error', error: { code: 'RUN_LEASE_LOST' } });
    expect(recorder.lines()).toEqual(['on_run_start', 'on_run_end · retrying']);
    expect(seen).toEqual(['lost#1 RUNNING', 'lost#1 RETRYING no']);
    expect(project.events(runId).every(({ runAttempt }) => runAttempt === 1)).toBe(true);
  });

  it('ends as its first good attempt, or as its last, whatever fails in it', async () => {
    const fate = fc.constantFrom('fn', 'task', 'one of two', 'unheard', 'caught', 'good');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 5 }), fc.nat(4), async (fates, retries) => {
        const { seen, lists } = audit();
        const good = task({ name: 'good' }, async (n: number) => await turn(n));
        const bad = task({ name: 'bad' }, async () => fail(await turn('bad')));
        const any = flow({ name: 'any', ...lists, retries }, async (_, { run }) => {
          const now = fates[(run.attempt - 1) % fates.length];
          if (now === 'one of two') await Promise.all([good(1), bad(), good(2)]);
          if (now === 'task') await bad();
          if (now === 'caught') await bad().catch(() => good(3));
          if (now === 'unheard') void bad();
          return now === 'fn' ? fail() : await good(run.attempt);
        });
        const isGood = (attempt: number): boolean =>
          ['caught', 'good'].includes(fates[(attempt - 1) % fates.length] ?? '');
        const attempts = Array.from({ length: retries + 1 }, (_, at) => at + 1);
        const first = attempts.find(isGood);
        const last = first ?? retries + 1;
        const { result, events } = await recorded(any);
        expect(result).toMatchObject({ status: first === undefined ? 'error' : 'success', attempt: last });
        expect(result.value).toBe(first);
        expect(endsOf(events)).toEqual([...Array<string>(last - 1).fill('retrying'), result.status]);
        expect(seen.map((line) => line.split(' ', 2).join(' '))).toEqual([
          'any#1 RUNNING',
          ...attempts.slice(0, last - 1).map((attempt) => `any#${attempt} RETRYING`),
          `any#${last} ${first === undefined ? 'FAILED' : 'COMPLETED'}`,
        ]);
      }),
      { numRuns: 25 },
    );
  });

  it.each<[string, object, string]>([
    ['a negative number of retries', { retries: -1 }, 'has retries: -1'],
    ['half a retry', { retries: 0.5 }, 'has retries: 0.5'],
    ['no number of retries', { retries: '2' }, 'has retries: "2"'],
    ['endless retries', { retries: Infinity }, 'has retries: Infinity'],
    ['a number for a policy', { retries: 1, retry: 1000 }, 'has retry: 1000, expected an object'],
    ['a policy of nothing', { retries: 1, retry: null }, 'has retry: null'],
    ['a negative delay', { retries: 1, retry: { delayMs: -1 } }, 'delayMs must be a number from 0, got -1'],
    ['a delay of text', { retries: 1, retry: { delayMs: '5s' } }, 'delayMs must be a number from 0, got 5s'],
    ['no backoff', { retries: 1, retry: { backoff: 0 } }, 'backoff must be a positive number'],
    ['too much jitter', { retries: 1, retry: { jitter: 2 } }, 'jitter must be a number from 0 to 1'],
    ['no function that decides', { retries: 1, retry: { when: true } }, 'when must be a function, got boolean'],
    ['attempts in the policy', { retries: 1, retry: { maxAttempts: 3 } }, 'there is no "maxAttempts"'],
    ['an unknown key in the policy', { retries: 1, retry: { delay: 3 } }, 'there is no "delay"'],
    ['a policy and no retries', { retry: { delayMs: 5 } }, 'has retry and no retries'],
    ['no list', { on_retry: () => {} }, 'has on_retry: a function'],
    ['no function in the list', { on_retry: [5] }, 'has on_retry[0]: 5'],
  ])('is refused when it has %s, and so is a task', (_, definition, said) => {
    const message = expect.stringContaining(said);
    const make = (code: string, definer: (definition: never, fn: () => void) => unknown): void =>
      expect(() => definer({ name: 'x', ...definition } as never, () => {})).toThrow(
        expect.objectContaining({ code, message }),
      );
    make('FLOW_INVALID', flow);
    make('TASK_INVALID', task);
  });
});

/** Waits until something sleeps by a clock. */
async function asleepIn(clock: FakeClock): Promise<void> {
  while (clock.sleeping === 0) await turn();
}
