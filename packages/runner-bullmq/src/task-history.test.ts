import type { NodeResult } from '@pintle/pipeline';
import { draftOf, packResult, RECALLED } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { AttemptFailed, type AttemptRecord, recordIn, TaskFailed } from './attempt-record.js';
import { TaskHistory, type ToldJob } from './task-history.js';

const run = { runId: 'r', attempt: 1 };
const time = (second: number): Date => new Date(second * 1000);

/** An attempt that began and ended at these seconds. */
function record(
  attempt: number,
  status: NodeResult['outcome']['status'],
  [from, to]: readonly [number, number],
  more: { readonly error?: unknown; readonly reason?: string; readonly runAttempt?: number } = {},
): AttemptRecord {
  const { runAttempt = 1, ...details } = more;
  const own = { runId: 'r', attempt: runAttempt };
  const node = { node: 'n', attempt };
  const started = draftOf(own, { type: 'node_started', ...node }, time(from), 0);
  const error = { name: 'RangeError', message: 'no' };
  const retrying = draftOf(own, { type: 'node_retrying', ...node, durationMs: 1, delayMs: 5, error }, time(to), 0);
  const result: NodeResult = {
    outcome: {
      status,
      attempt,
      startedAt: time(from),
      finishedAt: time(to),
      durationMs: (to - from) * 1000,
      ...details,
    },
    events: status === 'retrying' ? [started, retrying] : [started],
  };
  return { runAttempt, result: packResult(result) };
}

const failed = (one: AttemptRecord): string => new AttemptFailed(one).stack ?? '';
const noted = (attempt: number, second: number) => ({
  attempt,
  attemptId: `id-${attempt}`,
  at: time(second).toISOString(),
  worker: 'w1',
});
const job = (more: Partial<ToldJob>): ToldJob => ({
  name: 'n',
  progress: {},
  stacktrace: [],
  returnvalue: undefined,
  attemptsStarted: 1,
  timestamp: 0,
  ...more,
});
const resultOf = (more: Partial<ToldJob>, own = run) => {
  const result = new TaskHistory(job(more), own).result();
  if (result === RECALLED) throw new TypeError('It was recalled.');
  return result;
};
const told = (result: NodeResult) => result.events.map(({ type, key }) => [type, key]);

describe('the result of a task', () => {
  it('is that of its only attempt', () => {
    const result = resultOf({ returnvalue: record(1, 'success', [0, 2]) });
    expect(result.outcome).toMatchObject({ status: 'success', attempt: 1, durationMs: 2000, startedAt: time(0) });
    expect(told(result)).toEqual([['node_started', 'r/1/n/1/node_started']]);
    expect(result.lostAttempts).toBeUndefined();
  });

  it('has the events of all attempts, and the time from the first start to the last end', () => {
    const result = resultOf({
      attemptsStarted: 2,
      stacktrace: [failed(record(1, 'retrying', [0, 1]))],
      returnvalue: record(2, 'success', [5, 7]),
    });
    expect(result.outcome).toMatchObject({ status: 'success', attempt: 2, startedAt: time(0), durationMs: 7000 });
    expect(told(result)).toEqual([
      ['node_started', 'r/1/n/1/node_started'],
      ['node_retrying', 'r/1/n/1/node_retrying'],
      ['node_started', 'r/1/n/2/node_started'],
    ]);
  });

  it('tells of attempts that were lost with their worker, and which copies they left', () => {
    const result = resultOf({
      attemptsStarted: 2,
      progress: { started: [noted(1, 0), noted(2, 9)] },
      returnvalue: record(2, 'success', [9, 10]),
    });
    expect(result.events).toMatchObject([
      { type: 'node_started', attempt: 1, time: time(0).toISOString() },
      { type: 'node_retrying', attempt: 1, durationMs: 9000, error: { code: 'NODE_WORKER_LOST' } },
      { type: 'node_started', attempt: 2 },
    ]);
    expect(result.events[1]).toMatchObject({ error: { message: expect.stringContaining('Worker w1') as string } });
    expect(result.lostAttempts).toEqual(['id-1']);
  });

  it('tells of a lost attempt that nobody noted in time', () => {
    const result = resultOf({ attemptsStarted: 2, returnvalue: record(2, 'success', [9, 10]) });
    expect(told(result)).toEqual([
      ['node_retrying', 'r/1/n/1/node_retrying'],
      ['node_started', 'r/1/n/2/node_started'],
    ]);
  });

  it('is its error when its last attempt failed', () => {
    const last = record(1, 'error', [0, 1], { error: new RangeError('no') });
    const result = resultOf({ stacktrace: [new TaskFailed(last).stack ?? ''], finishedOn: 1000 });
    expect(result.outcome).toMatchObject({ status: 'error', error: { name: 'RangeError', message: 'no' } });
    expect(result.outcome.error).toBeInstanceOf(Error);
  });

  it('is a crash when its workers were lost one after another', () => {
    const result = resultOf({ attemptsStarted: 3, progress: { started: [noted(1, 0)] }, finishedOn: 20_000 });
    expect(result.outcome).toMatchObject({ status: 'crashed', attempt: 2, error: { code: 'NODE_WORKER_LOST' } });
    expect(told(result)).toEqual([
      ['node_started', 'r/1/n/1/node_started'],
      ['node_retrying', 'r/1/n/1/node_retrying'],
    ]);
  });

  it('is none when its run was cancelled before it could begin', () => {
    const one = record(1, 'cancelled', [0, 0], { reason: 'SIGINT' });
    const never = { ...one, result: { ...one.result, events: [] } };
    expect(new TaskHistory(job({ stacktrace: [failed(never)] }), run).result()).toBe(RECALLED);
  });

  it('is the end of the attempt before when its run was cancelled before the next could begin', () => {
    const one = record(2, 'cancelled', [3, 3], { reason: 'SIGINT' });
    const never = { ...one, result: { ...one.result, events: [] } };
    const stacktrace = [failed(record(1, 'retrying', [0, 1])), failed(never)];
    const result = resultOf({ attemptsStarted: 2, stacktrace });
    expect(result.outcome).toMatchObject({ status: 'cancelled', attempt: 1, reason: 'SIGINT' });
    expect(told(result)).toEqual([
      ['node_started', 'r/1/n/1/node_started'],
      ['node_retrying', 'r/1/n/1/node_retrying'],
    ]);
  });

  it('belongs to the attempt of the run that takes it, with the attempts that failed before', () => {
    const error = new RangeError('no');
    const result = resultOf(
      {
        attemptsStarted: 2,
        stacktrace: [new TaskFailed(record(1, 'error', [0, 1], { error })).stack ?? ''],
        returnvalue: record(2, 'success', [5, 6], { runAttempt: 2 }),
      },
      { runId: 'r', attempt: 2 },
    );
    expect(told(result)).toEqual([
      ['node_started', 'r/2/n/1/node_started'],
      ['node_retrying', 'r/2/n/1/node_retrying'],
      ['node_started', 'r/2/n/2/node_started'],
    ]);
    expect(result.events[1]).toMatchObject({ error: { name: 'RangeError' }, durationMs: 1000, runAttempt: 2 });
  });
});

describe('a task under way', () => {
  it('tells of the attempts that are over, and of the start of the one that goes on', () => {
    const history = new TaskHistory(
      job({
        attemptsStarted: 3,
        stacktrace: [failed(record(1, 'retrying', [0, 1]))],
        progress: { started: [noted(1, 0), noted(2, 4), noted(3, 9)] },
      }),
      run,
    );
    expect(history.events().map(({ key }) => key)).toEqual([
      'r/1/n/1/node_started',
      'r/1/n/1/node_retrying',
      'r/1/n/2/node_started',
      'r/1/n/2/node_retrying',
      'r/1/n/3/node_started',
    ]);
  });

  it('that is taken back was cancelled in its last attempt, or never began', () => {
    expect(new TaskHistory(job({ attemptsStarted: 0 }), run).cancelled('SIGINT')).toBe(RECALLED);
    const stacktrace = [failed(record(1, 'retrying', [0, 1]))];
    const result = new TaskHistory(job({ stacktrace }), run).cancelled('SIGINT');
    expect(result).toMatchObject({ outcome: { status: 'cancelled', attempt: 1, reason: 'SIGINT' } });
  });
});

describe('the record of a failed attempt', () => {
  it('travels in the stack of its error, below the stack of the node', () => {
    const error = new RangeError('no\n#pintle {}');
    const one = record(1, 'error', [0, 1], { error });
    const { stack = '', message } = new TaskFailed(one);
    expect(message).toContain('error: no');
    expect(stack.startsWith('RangeError: no')).toBe(true);
    expect(recordIn(stack)).toEqual(one);
  });

  it('is not found in the stack of anything else', () => {
    expect(recordIn(new RangeError('no').stack ?? '')).toBeUndefined();
  });
});
