import { describe, expect, it } from 'vitest';
import { Project } from './support/project.js';
import { Receiver } from './support/receiver.js';
import { spanTree } from './support/span-tree.js';

const PIPELINE = `
import { trace } from '@opentelemetry/api';
import { node, pipeline } from 'pintle';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

const tracer = trace.getTracer('shop');
// Spans begin at whole milliseconds: these are to be told apart from those around them.
const within = async (name, work) => (await sleep(3), tracer.startActiveSpan(name, (span) => {
  span.setAttribute('thread', threadId === 0 ? 'main' : 'other');
  return Promise.resolve().then(work).finally(() => span.end());
}));

export default pipeline('orders', [
  node({ name: 'read', outputs: 'raw' }, () => within('ask the shop', () => [{ id: 1 }, { id: 2 }])),
  node({ name: 'clean', inputs: 'raw', outputs: 'clean', retry: { maxAttempts: 2 } }, (raw, { attempt }) =>
    within('tidy', () => within('look twice', () => {
      if (attempt === 1) throw new RangeError('not tidy yet');
      return raw;
    }))),
]);
`;

const TREE = [
  'run orders · success',
  '  node read #1 · success',
  '    ask the shop',
  '    save raw',
  '  node clean #1 · retrying · ERROR ! exception ! pintle.node.retry',
  '    load raw',
  '    tidy',
  '      look twice',
  '  node clean #2 · success',
  '    load raw',
  '    tidy',
  '      look twice',
  '    save clean',
];

/** An SDK as users start it: \`node --import ./otel.js\`. */
const USERS_SDK = `
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
const exporter = new OTLPTraceExporter({ url: process.env.RECEIVER + '/v1/traces' });
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] }));
`;
const USERS_PACKAGES = ['context-async-hooks', 'core', 'exporter-trace-otlp-http', 'sdk-trace'];

function options(telemetry: object): string {
  return `export const PLUGIN_OPTIONS = ${JSON.stringify({ '@pintle/plugin-telemetry': telemetry })};\n`;
}

describe('the package, merely installed', () => {
  it.each([
    ['sequential', 'main'],
    ['concurrent', 'main'],
    ['worker', 'other'],
  ])('traces a run on the runner "%s" when OTEL_… says where to', async (runner, thread) => {
    await using receiver = await Receiver.open();
    using project = new Project({ 'pipelines.ts': PIPELINE });
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const { code, stderr } = await project.pintle(['run', '--runner', runner], variables);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('warn');
    expect(spanTree(receiver.spans)).toEqual(TREE);
    const threads = receiver.spans.flatMap(({ attributes }) => attributes['thread'] ?? []);
    expect(new Set(threads)).toEqual(new Set([thread]));
    expect(
      new Set(receiver.spans.map(({ resource }) => [resource['service.name'], resource['service.version']].join(' '))),
    ).toEqual(new Set(['shop 2.3.4']));
    expect([...receiver.metrics.keys()]).toContain('pintle.node.duration');
  });

  it.each(['sequential', 'worker'])('uses the SDK that the user has, on the runner "%s"', async (runner) => {
    await using receiver = await Receiver.open();
    const own = USERS_PACKAGES.map((name) => `@opentelemetry/${name}`);
    using project = new Project({ 'pipelines.ts': PIPELINE, 'otel.js': USERS_SDK }, own);
    const { code, stderr } = await project.pintle(['run', '--runner', runner], {
      RECEIVER: receiver.url,
      NODE_OPTIONS: '--import ./otel.js',
      // Theirs has the first word, though this asks for one.
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    });
    expect(code, stderr).toBe(0);
    expect(spanTree(receiver.spans)).toEqual(TREE);
    expect(stderr).not.toContain('warn');
  });

  it('does nothing where nobody listens', async () => {
    using project = new Project({ 'pipelines.ts': PIPELINE });
    const { code, stderr } = await project.pintle(['run', '--runner', 'worker']);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('warn');
  });

  it('takes PLUGIN_OPTIONS', async () => {
    await using receiver = await Receiver.open();
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    using project = new Project({ 'pipelines.ts': PIPELINE, 'settings.ts': options({ sdk: false }) });
    await project.pintle(['run'], variables);
    expect(receiver.connections).toBe(0);
    project.write('settings.ts', options({ hookSpans: true }));
    await project.pintle(['run'], variables);
    expect(receiver.spans.map(({ name }) => name)).toContain('hook on_node_end @pintle/plugin-telemetry');
    project.write('settings.ts', options({ hookSpan: true }));
    const { code, stderr } = await project.pintle(['run'], variables);
    expect(code).toBe(2);
    expect(stderr).toContain('hookSpan');
  });

  it('tells of a run that was interrupted', async () => {
    await using receiver = await Receiver.open();
    const waiting = `
import { node, pipeline } from 'pintle';
const wait = (_, { signal }) => new Promise((_, reject) => {
  signal.addEventListener('abort', () => reject(signal.reason));
  setTimeout(() => process.kill(process.pid, 'SIGINT'), 50);
});
export default pipeline('orders', [node({ name: 'wait', outputs: 'x' }, wait)]);
`;
    using project = new Project({ 'pipelines.ts': waiting });
    const { code } = await project.pintle(['run'], { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    expect(code).toBe(130);
    expect(spanTree(receiver.spans)).toEqual(['run orders · cancelled', '  node wait #1 · cancelled']);
  });
});

describe('a program that opens a session itself', () => {
  const program = `
import { createSession } from 'pintle';
await using session = await createSession();
const { outcome } = await session.run();
console.log(outcome.status);
`;

  it('ends soon after its session, though the endpoint never answers', async () => {
    await using receiver = await Receiver.open({ delayMs: Number.POSITIVE_INFINITY });
    using project = new Project({
      'pipelines.ts': PIPELINE,
      'program.js': program,
    });
    const connected = receiver.firstClose();
    const { code, stdout, stderr } = await project.node(['program.js'], { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const endedAt = performance.now();
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('success\n');
    // Without help, the exporter would keep the process for 10 seconds.
    expect(endedAt - (await connected).openedAt).toBeLessThan(6000);
    expect(stderr).toContain('were not all taken within 1000 ms');
  });
});
