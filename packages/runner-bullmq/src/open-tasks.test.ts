import { fakeClock } from '@pintle/hookspecs/testing';
import type { NodeTask, TaskResult } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { OpenTasks } from './open-tasks.js';

const task = (node: string): NodeTask => ({
  runId: 'r',
  runAttempt: 1,
  pipeline: 'p',
  pipelineHash: '',
  settingsHash: '',
  node,
  inputs: {},
  retry: { maxAttempts: 1 },
  carrier: {},
});

async function taken(open: OpenTasks, count: number): Promise<readonly (readonly [string, TaskResult])[]> {
  const over = new AbortController();
  const found: (readonly [string, TaskResult])[] = [];
  for await (const result of open.results(over.signal)) if (found.push(result) === count) over.abort();
  return found;
}

describe('open tasks', () => {
  it('are open once, until they have their first result', async () => {
    const open = new OpenTasks();
    const added = open.add('1', task('a'));
    expect(added).toEqual({ task: task('a'), isQueued: false, attempt: 0 });
    expect(open.add('1', task('a'))).toBeUndefined();
    open.add('2', task('b'));
    expect(open.ids()).toEqual(['1', '2']);
    expect(open.queued()).toEqual([]);
    if (added !== undefined) added.isQueued = true;
    expect(open.queued()).toEqual(['1']);
    expect([open.close('1', 'recalled'), open.close('1', 'recalled')]).toEqual([true, false]);
    expect(open.get('1')).toBeUndefined();
    open.refuse(task('c'));
    expect(await taken(open, 2)).toEqual([
      ['a', 'recalled'],
      ['c', 'recalled'],
    ]);
  });

  it('that are given up end as cancelled where an attempt was heard of, and else never began', async () => {
    const open = new OpenTasks();
    const clock = fakeClock();
    const begun = open.add('1', task('begun'));
    open.add('2', task('waits'));
    if (begun !== undefined) Object.assign(begun, { attempt: 2, startedAt: new Date(clock.now().getTime() - 1500) });
    open.giveUp('enough', clock);
    expect(open.ids()).toEqual([]);
    expect(await taken(open, 2)).toEqual([
      [
        'begun',
        {
          outcome: expect.objectContaining({ status: 'cancelled', attempt: 2, durationMs: 1500, reason: 'enough' }),
          events: [],
        },
      ],
      ['waits', 'recalled'],
    ]);
  });
});
