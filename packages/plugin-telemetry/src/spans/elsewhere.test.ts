import { setTimeout as sleep } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import type { Carrier } from '@pintle/hookspecs';
import { buildArgs, buildNode, buildRun } from '@pintle/hookspecs/testing';
import { node, pipeline } from '@pintle/pipeline';
import { createTestProject, type TestProject } from '@pintle/pipeline/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { spanTree } from '../../test/support/span-tree.js';
import { withVariables } from '../../test/support/traced-project.js';
import { activateCarrier, telemetry } from '../index.js';

let receiver: Receiver;
let variables: Disposable;
let project: TestProject;

beforeEach(async () => {
  receiver = await Receiver.open();
  variables = withVariables({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  project = await createTestProject({
    plugins: [telemetry()],
    pipelines: [pipeline('math', [node({ name: 'one', outputs: 'x' }, () => 1)])],
  });
});

afterEach(async () => {
  await project.close();
  variables[Symbol.dispose]();
  await receiver[Symbol.asyncDispose]();
});

/** What the process that orchestrates a run sends along with a task, and the id of its span. */
function senderCarrier(): { readonly carrier: Carrier; readonly spanId: string; readonly traceId: string } {
  const span = trace.getTracer('sender').startSpan('orchestrate');
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), carrier);
  span.end();
  return { carrier, ...span.spanContext() };
}

describe('a run that is started in a span', () => {
  it('is a child of it, whatever variables say', async () => {
    using _ = withVariables({ TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
    await trace.getTracer('user').startActiveSpan('nightly', async (span) => {
      await project.run();
      span.end();
    });
    await project.close();
    expect(spanTree(receiver.spans)).toEqual([
      'nightly',
      '  run math · success',
      '    node one #1 · success',
      '      save x',
    ]);
  });
});

describe('what leaves with a task', () => {
  it('is the context of the attempt that is under way', async () => {
    const carriers: Carrier[] = [];
    const { manager } = project.session;
    manager.register({
      name: 'sender',
      hooks: {
        run_node: {
          wrapper: async (args: never, next: (args: never) => Promise<unknown>) => {
            const { run, node: which, log } = args as ReturnType<typeof buildArgs<'run_node'>>;
            carriers.push(manager.hook.inject_context({ run, node: which, log, carrier: { mine: 'stays' } }));
            return await next(args);
          },
        },
      },
    });
    await project.run();
    await project.close();
    const attempt = receiver.spans.find(({ name }) => name === 'node one');
    expect(carriers).toEqual([
      {
        mine: 'stays',
        traceparent: `00-${attempt?.traceId}-${attempt?.spanId}-01`,
        'pintle-telemetry-channel': expect.stringMatching(/^pintle-telemetry-[0-9a-f-]{36}$/),
      },
    ]);
  });

  it('can be taken up by whoever it is handed to', () => {
    const { carrier, traceId } = senderCarrier();
    expect(activateCarrier(carrier, () => trace.getActiveSpan()?.spanContext().traceId)).toBe(traceId);
    expect(activateCarrier(undefined, () => trace.getActiveSpan())).toBeUndefined();
  });
});

describe('an attempt of a run that is orchestrated elsewhere', () => {
  const run = buildRun();
  const of = { run, node: buildNode({ name: 'far', inputs: ['x'], outputs: ['y', 'z'] }), attempt: 2, maxAttempts: 2 };

  it('belongs to the trace that its task brought along, and is over when its last output is saved', async () => {
    const { carrier, spanId, traceId } = senderCarrier();
    const { hook } = project.session.manager;
    await hook.on_node_start(buildArgs('on_node_start', { ...of, carrier }));
    await hook.before_dataset_loaded(buildArgs('before_dataset_loaded', { ...of, datasetName: 'x' }));
    await hook.after_dataset_loaded(buildArgs('after_dataset_loaded', { ...of, datasetName: 'x' }));
    // Spans begin at whole milliseconds.
    await sleep(3);
    await hook.run_node(
      buildArgs('run_node', {
        ...of,
        node: { ...of.node, run: () => trace.getTracer('user').startActiveSpan('work', (span) => (span.end(), {})) },
      }),
    );
    for (const datasetName of ['y', 'z']) {
      await sleep(3);
      await hook.before_dataset_saved(buildArgs('before_dataset_saved', { ...of, datasetName }));
      await hook.after_dataset_saved(buildArgs('after_dataset_saved', { ...of, datasetName }));
    }
    await project.run();
    await project.close();
    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    expect(spans.find(({ name }) => name === 'node far')?.parentSpanId).toBe(spanId);
    expect(spanTree(spans)).toEqual([
      'orchestrate',
      '  node far #2 · success',
      '    load x',
      '    work',
      '    save y',
      '    save z',
    ]);
  });

  it('is over when it has failed, or when another follows', async () => {
    const { carrier, traceId } = senderCarrier();
    const { hook } = project.session.manager;
    const error = new RangeError('far away');
    const first = { ...of, attempt: 1 };
    await hook.on_node_start(buildArgs('on_node_start', { ...first, carrier }));
    await hook.on_node_error(buildArgs('on_node_error', { ...first, error, willRetry: true }));
    await hook.on_node_retry(buildArgs('on_node_retry', { ...first, error, nextAttempt: 2 }));
    await hook.on_node_start(buildArgs('on_node_start', { ...of, carrier }));
    await hook.on_node_error(buildArgs('on_node_error', { ...of, error, willRetry: false }));
    await project.run();
    await project.close();
    expect(spanTree(receiver.spans.filter((span) => span.traceId === traceId))).toEqual([
      'orchestrate',
      '  node far #1 · retrying · ERROR ! exception ! pintle.node.retry',
      '  node far #2 · error · ERROR ! exception',
    ]);
  });

  it('is over when it has returned, where it has no outputs', async () => {
    const { carrier, traceId } = senderCarrier();
    const { hook } = project.session.manager;
    const silent = { ...of, node: buildNode({ name: 'silent', inputs: ['x'], outputs: [] }) };
    await hook.on_node_start(buildArgs('on_node_start', { ...silent, carrier }));
    await hook.after_node_run(buildArgs('after_node_run', { ...silent, outputs: {} }));
    await project.run();
    await project.close();
    expect(spanTree(receiver.spans.filter((span) => span.traceId === traceId))[1]).toBe('  node silent #2 · success');
  });
});

describe('a run whose process has died', () => {
  it('is shown by the process that ends it', async () => {
    const { hook } = project.session.manager;
    const startedAt = new Date(Date.now() - 60_000);
    const run = buildRun({ pipelineName: 'mortal', startedAt });
    const outcome = {
      status: 'crashed' as const,
      startedAt: new Date(Date.now() - 30_000),
      finishedAt: new Date(),
      durationMs: 30_000,
      attempt: 1,
      reason: 'process_died',
    };
    const open = buildNode({ name: 'open' });
    await hook.on_node_end(buildArgs('on_node_end', { run, node: open, attempt: 1, outcome }));
    await hook.on_run_end(buildArgs('on_run_end', { run, outcome: { ...outcome, startedAt } }));
    await project.run();
    await project.close();
    const spans = receiver.spans.filter(({ name }) => /mortal|open/.test(name));
    expect(spanTree(spans)).toEqual(['run mortal · crashed · ERROR', '  node open #1 · crashed · ERROR']);
    const [dead] = spans.filter(({ name }) => name === 'run mortal');
    expect(Number((dead?.end ?? 0n) - (dead?.start ?? 0n)) / 1e9).toBeCloseTo(60, 0);
    expect(receiver.metrics.get('pintle.run.outcomes')?.points).toContainEqual(
      expect.objectContaining({ attributes: expect.objectContaining({ 'pintle.outcome': 'crashed' }), value: 1 }),
    );
  });
});
