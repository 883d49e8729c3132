import type { PipelineNode } from '@pintle/hookspecs';
import { fakeClock, recordHooks } from '@pintle/hookspecs/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject, type TestProjectOptions } from '../testing/index.js';
import { retryDelay } from './retry.js';

/** A node that fails in its first attempts. */
function flaky(failures: number, more: Partial<PipelineNode> = {}): PipelineNode {
  return {
    name: 'n',
    inputs: [],
    outputs: ['x'],
    run: (_, { attempt }) => {
      if (attempt <= failures) throw new RangeError(`failure ${attempt}`);
      return { x: attempt };
    },
    ...more,
  };
}

async function play(node: PipelineNode, options: TestProjectOptions = {}) {
  const recorder = recordHooks({ except: ['on_run_event'] });
  await using project = await createTestProject({
    pipelines: [pipeline('p', [node])],
    plugins: [recorder],
    ...options,
  });
  const result = await project.run();
  return { result, lines: recorder.linesOf('n'), events: project.events(result.run.runId), logged: project.logged };
}

describe('retries', () => {
  it('begin again after the delays of the policy', async () => {
    const clock = fakeClock({ skipSleeps: true });
    const node = flaky(2, { retry: { maxAttempts: 3, delayMs: 100, backoff: 3 } });
    const { result, lines, events } = await play(node, { clock });
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_node_start n",
        "before_node_run n",
        "run_node n",
        "on_node_error n · run",
        "on_node_retry n · 2",
        "on_node_start n #2",
        "before_node_run n #2",
        "run_node n #2",
        "on_node_error n #2 · run",
        "on_node_retry n #2 · 3",
        "on_node_start n #3",
        "before_node_run n #3",
        "run_node n #3",
        "after_node_run n #3",
        "before_dataset_saved x · n #3",
        "after_dataset_saved x · n #3",
        "on_node_end n #3 · success",
      ]
    `);
    expect(result.nodes.get('n')).toMatchObject({ status: 'success', attempt: 3, durationMs: 400 });
    expect(events.filter(({ type }) => type === 'node_retrying')).toEqual([
      expect.objectContaining({ attempt: 1, delayMs: 100, error: expect.objectContaining({ message: 'failure 1' }) }),
      expect.objectContaining({ attempt: 2, delayMs: 300 }),
    ]);
  });

  it('end with the error of the last attempt', async () => {
    const { result, lines } = await play(flaky(9, { retry: { maxAttempts: 2 } }));
    expect(result.outcome.error).toEqual(new RangeError('failure 2'));
    expect(lines.filter((line) => line.startsWith('on_node_end'))).toHaveLength(1);
  });

  it('are for the errors that the policy means', async () => {
    const retry = { maxAttempts: 5, when: (error: unknown) => (error as Error).message === 'failure 1' };
    const { result } = await play(flaky(9, { retry }));
    expect(result.nodes.get('n')).toMatchObject({ status: 'error', attempt: 2 });
  });

  it('stop when the policy itself fails, which is said', async () => {
    const when = (): never => {
      throw new TypeError('bad policy');
    };
    const { result, logged } = await play(flaky(9, { retry: { maxAttempts: 5, when } }));
    expect(result.outcome.error).toEqual(new RangeError('failure 1'));
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ error: new TypeError('bad policy') }),
      }),
    );
  });

  it('delay within the jitter', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 10_000 }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (delayMs, backoff, jitter, past, random) => {
          const plain = delayMs * backoff ** past;
          const delay = retryDelay({ maxAttempts: 10, delayMs, backoff, jitter }, past + 1, undefined, () => random);
          expect(delay).toBeGreaterThanOrEqual(Math.floor(plain * (1 - jitter)));
          expect(delay).toBeLessThanOrEqual(Math.ceil(plain * (1 + jitter)));
        },
      ),
    );
  });
});

describe('timeoutMs', () => {
  it('aborts the signal, waits for the attempt to settle, and is the outcome', async () => {
    let reason: unknown;
    const run: PipelineNode['run'] = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          setTimeout(() => reject(new RangeError('stopped')), 5);
        });
      });
    const { result, lines } = await play(flaky(0, { run, timeoutMs: 20 }));
    expect(reason).toMatchObject({ code: 'NODE_TIMEOUT' });
    expect(result.nodes.get('n')).toMatchObject({
      status: 'timed_out',
      error: { code: 'NODE_TIMEOUT', message: 'Node "n" ran over its timeoutMs of 20.' },
    });
    expect(result.outcome).toMatchObject({ status: 'error', error: { code: 'NODE_TIMEOUT' } });
    expect(lines).toMatchInlineSnapshot(`
      [
        "on_node_start n",
        "before_node_run n",
        "run_node n",
        "on_node_error n · run",
        "on_node_end n · timed_out",
      ]
    `);
  });

  it('does not count what comes too late, not even from a function that never yields', async () => {
    const run: PipelineNode['run'] = () => {
      const end = performance.now() + 30;
      while (performance.now() < end);
      return { x: 1 };
    };
    const { result } = await play(flaky(0, { run, timeoutMs: 10 }));
    expect(result.nodes.get('n')).toMatchObject({ status: 'timed_out' });
    expect(result.outputs).toEqual({});
  });

  it('begins the next attempt when the one before has settled or its grace has passed', async () => {
    const running: number[] = [];
    const run: PipelineNode['run'] = (_, { attempt }) => {
      running.push(attempt);
      return attempt === 1 ? new Promise(() => {}) : { x: attempt };
    };
    const { result } = await play(flaky(0, { run, timeoutMs: 10, retry: { maxAttempts: 2 } }), {
      runs: { graceMs: 20 },
    });
    expect(running).toEqual([1, 2]);
    expect(result.nodes.get('n')).toMatchObject({ status: 'success', attempt: 2 });
  });

  it('leaves no timer behind', async () => {
    const clock = fakeClock();
    const { result } = await play(flaky(0, { timeoutMs: 1000 }), { clock });
    expect(result.outcome.status).toBe('success');
    expect(clock.sleeping).toBe(0);
  });
});
