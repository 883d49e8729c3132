import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import type { HookArgs } from '@pintle/hookspecs';
import { flow, node, pipeline, task, taskContext } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { spanTree } from '../../test/support/span-tree.js';
import { traced, tracedRun } from '../../test/support/traced-project.js';

/** Runs something in a span of the user's own. Spans begin at whole milliseconds: it waits, to be told from others. */
async function span<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  await sleep(3);
  return await trace.getTracer('user').startActiveSpan(name, async (own) => {
    try {
      return await work();
    } finally {
      own.end();
    }
  });
}

const numbers = node({ name: 'numbers', outputs: 'x' }, () => [1, 2, 3]);

describe('the spans of a run', () => {
  it('nest: run, attempts, loads and saves, and the spans of nodes in their attempts', async () => {
    const { spans } = await tracedRun({
      pipeline: pipeline('math', [
        numbers,
        node({ name: 'sum', inputs: 'x', outputs: 'y' }, (x: unknown) =>
          span('add up', () => span('look closer', () => (x as number[]).length)),
        ),
      ]),
    });
    expect(spanTree(spans)).toEqual([
      'run math · success',
      '  node numbers #1 · success',
      '    save x',
      '  node sum #1 · success',
      '    load x',
      '    add up',
      '      look closer',
      '    save y',
    ]);
  });

  it('are one for each attempt of a flow that is tried again', async () => {
    const load = task({ name: 'load', retries: 1, retry: { delayMs: 5 } }, () => {
      if (taskContext().run.attempt === 1) throw new RangeError('locked');
      return 1;
    });
    const etl = flow({ name: 'etl', retries: 1, retry: { delayMs: 5 } }, () => load());
    const { spans, result, metrics } = await traced({}, async ({ session }) => await etl.run(session));
    expect(result).toMatchObject({ status: 'success', attempt: 2 });
    expect(spanTree(spans)).toEqual([
      'run etl · retrying · ERROR ! exception',
      '  node load #1 · retrying · ERROR ! exception ! pintle.node.retry',
      '  node load #2 · error · ERROR ! exception',
      'run etl · success',
      '  node load #1 · success',
      '    save load.result',
    ]);
    const runs = spans.filter(({ name }) => name === 'run etl').map(({ attributes }) => attributes);
    expect(runs.map((attributes) => attributes['pintle.run.attempt'])).toEqual([1, 2]);
    expect(new Set(runs.map((attributes) => attributes['pintle.run.id']))).toEqual(new Set([result.runId]));
    const outcomes = metrics.get('pintle.run.outcomes')?.points.map(({ attributes }) => attributes['pintle.outcome']);
    expect(outcomes?.toSorted()).toEqual(['retrying', 'success']);
  });

  it('keep nodes that run at the same time apart, through everything that they wait for', async () => {
    const one = (name: string, delay: number) =>
      node({ name, outputs: `of_${name}` }, async () => {
        await sleep(delay);
        return await span(`${name} works`, async () => {
          await sleep(20 - delay);
          return await span(`${name} goes on`, () => 1);
        });
      });
    const { spans } = await tracedRun({
      pipeline: pipeline('many', [one('a', 9), one('b', 5), one('c', 1)]),
      run: { runner: 'concurrent', concurrency: 3 },
    });
    const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
    const parents = Object.fromEntries(
      spans.map(({ name, parentSpanId }) => [name, parentSpanId && names.get(parentSpanId)]),
    );
    expect(parents).toEqual({
      'run many': undefined,
      ...Object.fromEntries(
        ['a', 'b', 'c'].flatMap((n) => [
          [`node ${n}`, 'run many'],
          [`${n} works`, `node ${n}`],
          [`${n} goes on`, `${n} works`],
          [`save of_${n}`, `node ${n}`],
        ]),
      ),
    });
    const [a, c] = ['node a', 'node c'].map((name) => spans.find((one) => one.name === name));
    expect(a && c && a.start < c.end && c.start < a.end, 'they overlap').toBe(true);
  });

  it('say what they are of', async () => {
    const { spans, result } = await tracedRun({
      env: 'test',
      files: { 'conf/test/parameters.yml': '' },
      pipeline: pipeline('math', [
        node({ name: 'numbers', outputs: 'x', tags: ['staging', 'small'], retry: { maxAttempts: 2 } }, () => [1, 2, 3]),
      ]).namespace('shop'),
    });
    const [run, attempt, save] = ['run math', 'node shop.numbers', 'save shop.x'].map((name) =>
      spans.find((one) => one.name === name),
    );
    expect(run?.attributes).toEqual({
      'pintle.run.id': result.run.runId,
      'pintle.run.attempt': 1,
      'pintle.run.resumed': false,
      'pintle.pipeline.name': 'math',
      'pintle.runner.name': 'sequential',
      'deployment.environment.name': 'test',
      'pintle.outcome': 'success',
      'pintle.run.nodes.total': 1,
      'pintle.run.nodes.succeeded': 1,
      'pintle.run.nodes.failed': 0,
      'pintle.run.nodes.skipped': 0,
      'pintle.run.nodes.cached': 0,
      'pintle.run.nodes.cancelled': 0,
      'pintle.run.hook_failures': 0,
    });
    expect(attempt?.attributes).toEqual({
      'pintle.run.id': result.run.runId,
      'pintle.pipeline.name': 'math',
      'pintle.node.name': 'shop.numbers',
      'pintle.node.kind': 'code',
      'pintle.node.tags': ['staging', 'small'],
      'pintle.node.namespace': 'shop',
      'pintle.node.attempt': 1,
      'pintle.node.max_attempts': 2,
      'pintle.outcome': 'success',
    });
    expect(save?.attributes).toEqual({
      'pintle.dataset.name': 'shop.x',
      'pintle.dataset.operation': 'save',
      'pintle.rows': 3,
    });
    expect(run).toMatchObject({
      scope: '@pintle/plugin-telemetry',
      resource: { 'service.name': 'test-project', 'deployment.environment.name': 'test' },
    });
  });

  it('show a failure where it happened, and what it stopped', async () => {
    const { spans } = await tracedRun({
      pipeline: pipeline('math', [
        node({ name: 'broken', outputs: 'x' }, () => {
          throw Object.assign(new RangeError('too far'), { code: 'FAR' });
        }),
        node({ name: 'after', inputs: 'x', outputs: 'y' }, () => 1),
      ]),
    });
    expect(spanTree(spans)).toEqual([
      'run math · error · ERROR ! pintle.node.skipped ! exception',
      '  node broken #1 · error · ERROR ! exception',
    ]);
    expect(spans.find(({ name }) => name === 'node broken')).toMatchObject({
      statusMessage: 'too far',
      attributes: { 'error.type': 'FAR', 'pintle.node.phase': 'run' },
      events: [
        {
          attributes: { 'exception.message': 'too far', 'exception.stacktrace': expect.stringContaining('RangeError') },
        },
      ],
    });
    expect(spans.find(({ name }) => name === 'run math')).toMatchObject({
      events: [
        { attributes: { 'pintle.node.name': 'after', 'pintle.outcome.reason': 'upstream_failed' } },
        { attributes: { 'exception.message': 'too far' } },
      ],
    });
  });

  it('show each attempt of a node, and the retries between them', async () => {
    const { spans } = await tracedRun({
      pipeline: pipeline('math', [
        node(
          { name: 'shaky', outputs: 'x', retry: { maxAttempts: 3, delayMs: 5 } },
          (_: unknown, { attempt }: { attempt: number }) =>
            span('try', () => {
              if (attempt < 3) throw new RangeError(`no. ${attempt}`);
              return 1;
            }),
        ),
      ]),
    });
    expect(spanTree(spans)).toEqual([
      'run math · success',
      '  node shaky #1 · retrying · ERROR ! exception ! pintle.node.retry',
      '    try',
      '  node shaky #2 · retrying · ERROR ! exception ! pintle.node.retry',
      '    try',
      '  node shaky #3 · success',
      '    try',
      '    save x',
    ]);
    const first = spans.find(({ attributes }) => attributes['pintle.node.attempt'] === 1);
    expect(first?.events[1]?.attributes).toEqual({ 'pintle.retry.next_attempt': 2, 'pintle.retry.delay_ms': 5 });
  });

  it('show loads and saves that fail', async () => {
    const { spans } = await tracedRun({
      files: { 'conf/base/catalog.yml': 'gone: { type: json, path: data/gone.json }' },
      pipeline: pipeline('math', [node({ name: 'reader', inputs: 'gone', outputs: 'x' }, () => 1)]),
    });
    expect(spanTree(spans)).toEqual([
      'run math · error · ERROR ! exception',
      '  node reader #1 · error · ERROR ! exception',
      '    load gone · ERROR ! exception',
    ]);
    expect(spans.find(({ name }) => name === 'node reader')?.attributes['pintle.node.phase']).toBe('load');
  });

  it('are not made for parameters', async () => {
    const { spans } = await tracedRun({
      params: { year: 2001 },
      pipeline: pipeline('math', [node({ name: 'a', inputs: ['params:year', 'parameters'], outputs: 'x' }, () => 1)]),
    });
    expect(spanTree(spans)).toEqual(['run math · success', '  node a #1 · success', '    save x']);
  });

  it('tell what was cancelled, and what ran out of time', async () => {
    const controller = new AbortController();
    const waits = (_: unknown, { signal }: { signal: AbortSignal }): Promise<never> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { spans } = await tracedRun({
      pipeline: pipeline('math', [
        node({ name: 'late', outputs: 'x', timeoutMs: 20 }, waits),
        node({ name: 'stopped', outputs: 'y' }, (_, context) => {
          setTimeout(() => controller.abort('enough'), 5);
          return waits(_, context);
        }),
      ]),
      run: { keepGoing: true, signal: controller.signal },
    });
    expect(spans.find(({ name }) => name === 'node late')).toMatchObject({
      status: 2,
      attributes: { 'pintle.outcome': 'timed_out', 'error.type': 'NODE_TIMEOUT' },
    });
    expect(spans.find(({ name }) => name === 'node stopped')).toMatchObject({
      status: 0,
      attributes: { 'pintle.outcome': 'cancelled' },
    });
  });

  it('show a node that was refused before it had an attempt', async () => {
    const strict = {
      name: 'strict',
      hooks: {
        before_model: () => {
          throw new TypeError('not today');
        },
      },
    };
    const model = { name: 'm', path: 'm.sql', tags: [], meta: {}, status: 'pending' as const };
    const { spans } = await tracedRun({
      pipeline: {
        ...pipeline('math', [numbers]),
        nodes: [{ name: 'm', inputs: [], outputs: ['m'], model, run: () => ({ m: 1 }) }],
      },
      plugins: [strict],
    });
    expect(spanTree(spans)).toEqual([
      'run math · error · ERROR ! exception',
      '  node m #0 · error · ERROR ! exception',
    ]);
  });

  it('show what a wrapper answered for as cached', async () => {
    const cache = {
      name: 'cache',
      hooks: {
        run_node: {
          wrapper: ({ markCached }: HookArgs<'run_node'>) => {
            markCached();
            return { x: [7] };
          },
        },
      },
    };
    const { spans } = await tracedRun({ pipeline: pipeline('math', [numbers]), plugins: [cache] });
    expect(spanTree(spans)[1]).toBe('  node numbers #1 · cached');
  });

  it('are children of what was going on where the run was started', async () => {
    const { spans } = await tracedRun({
      pipeline: pipeline('math', [numbers]),
      variables: { TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    });
    const run = spans.find(({ name }) => name === 'run math');
    expect(run).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' });
  });

  it('are not sent when the trace they belong to is not sampled; nodes still see the context', async () => {
    const seen: Record<string, string> = {};
    const { spans, result } = await tracedRun({
      pipeline: pipeline('math', [
        node({ name: 'a', outputs: 'x' }, () => {
          propagation.inject(context.active(), seen);
          return 1;
        }),
      ]),
      variables: { TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' },
    });
    expect(result.outcome.status).toBe('success');
    expect(spans).toEqual([]);
    expect(seen['traceparent']).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
  });
});
