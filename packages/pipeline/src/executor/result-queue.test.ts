import { expect, it } from 'vitest';
import type { NodeResult } from './node-executor.js';
import { ResultQueue } from './result-queue.js';

const result: NodeResult = {
  outcome: { status: 'success', startedAt: new Date(0), finishedAt: new Date(0), durationMs: 0, attempt: 1 },
  events: [],
};

it('gives what was pushed before and while someone waits, and ends with the signal', async () => {
  const queue = new ResultQueue();
  const controller = new AbortController();
  const seen: string[] = [];
  queue.push('early', result);
  const reading = (async () => {
    for await (const [node] of queue.until(controller.signal)) {
      seen.push(node);
      if (node === 'early') queue.push('meanwhile', result);
      if (node === 'late') controller.abort();
    }
  })();
  await new Promise(setImmediate);
  queue.push('late', result);
  await reading;
  expect(seen).toEqual(['early', 'meanwhile', 'late']);
});

it('ends while it waits', async () => {
  const controller = new AbortController();
  const reading = new ResultQueue().until(controller.signal).next();
  await new Promise(setImmediate);
  controller.abort();
  expect(await reading).toEqual({ done: true, value: undefined });
});
