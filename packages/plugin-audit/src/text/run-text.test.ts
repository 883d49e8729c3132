import type { SerializedError } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import type { NodeTrail } from '../trail/node-trail.js';
import type { RunAttemptTrail } from '../trail/run-trail.js';
import type { Verdict } from '../verify/verdict.js';
import { runText } from './run-text.js';

const closed: Verdict = { runId: 'run', isSound: true, isClosed: true, records: 9, anchor: 'nothing' };

function attempt(more: Partial<RunAttemptTrail> = {}): RunAttemptTrail {
  return {
    attempt: 1,
    pipeline: 'p',
    env: 'local',
    runner: 'sequential',
    params: {},
    request: {},
    plugins: [],
    status: 'error',
    startedAt: '2026-01-01T00:00:00.000Z',
    processes: [],
    nodes: [],
    hooks: [],
    hookFailures: [],
    callsLost: 0,
    ...more,
  };
}

function nodeOf(
  node: string,
  status: NodeTrail['status'],
  more: Partial<NodeTrail['attempts'][number]> = {},
): NodeTrail {
  const own = status === 'pending' ? [] : [{ attempt: 1, status, datasets: [], hooks: [], ...more }];
  return { node, status, attempts: own };
}

const text = (shown: RunAttemptTrail, verdict = closed, statuses: readonly string[] = []): string =>
  runText({ runId: 'run', attempts: [shown] }, shown, verdict, statuses);

describe('runText', () => {
  it('tells what an error was caused by, and what to do about it', () => {
    const cause = { name: 'SystemError', message: 'reset\nat byte 7', code: 'ECONNRESET' };
    const error = { name: 'TypeError', message: 'no rates', hint: 'Look at the server.', cause };
    expect(text(attempt({ nodes: [nodeOf('a', 'error', { error })] }))).toContain(
      [
        '✗ a  error',
        '    TypeError  no rates',
        '      caused by ECONNRESET  reset',
        '      hint      Look at the server.',
      ].join('\n'),
    );
    expect(text(attempt({ error }))).toContain('✗ TypeError  no rates\n  caused by ECONNRESET  reset');
  });

  it('tells the first five causes', () => {
    let error: SerializedError = { name: 'E', message: 'm' };
    for (let depth = 0; depth < 8; depth++) error = { name: 'E', message: 'm', cause: error };
    expect(text(attempt({ nodes: [nodeOf('a', 'error', { error })] })).match(/caused by/g)).toHaveLength(5);
  });

  it('counts nodes by how they ended, and shows those that were asked for', () => {
    const nodes = [
      nodeOf('a', 'success'),
      { ...nodeOf('b', 'success'), attempts: [{ attempt: 1, status: 'retrying' as const, datasets: [], hooks: [] }] },
      nodeOf('c', 'error'),
      nodeOf('d', 'pending'),
    ];
    const all = text(attempt({ nodes }));
    expect(all).toContain('nodes    4: 2 success, 1 error, 1 pending\n');
    const some = text(attempt({ nodes }), closed, ['error', 'retrying']);
    expect(some).toContain('nodes    4: 2 success, 1 error, 1 pending\n');
    expect(some.match(/^\S (\w)  /gm)).toEqual(['✓ b  ', '✗ c  ']);
  });

  it('tells of the same failure of a hook once', () => {
    const error = { name: 'Error', message: 'refused' };
    const hookFailures = ['a', 'b', 'c'].map((node) => ({ hook: 'on_node_end', plugin: 'watch', node, error }));
    const other = { hook: 'on_run_end', error: { name: 'Error', message: 'other' } };
    expect(
      text(attempt({ hookFailures: [...hookFailures, other] }))
        .split('\n')
        .slice(-2),
    ).toEqual(['✗ on_node_end of watch for a and 2 more failed: Error  refused', '✗ on_run_end failed: Error  other']);
  });

  it('says of a run that died, and that nobody has ended, what will', () => {
    const dead = attempt({ status: 'crashed' });
    expect(text(dead, { ...closed, isClosed: false })).toContain('pintle runs reconcile');
    expect(text(dead)).not.toContain('pintle runs reconcile');
  });
});
