import { context, metrics, propagation, type ProxyTracerProvider, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { node, pipeline } from '@pintle/pipeline';
import { createTestProject } from '@pintle/pipeline/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { Receiver } from '../../test/support/receiver.js';
import { tracedRun, withVariables } from '../../test/support/traced-project.js';
import { telemetry } from '../index.js';
import { takesMetrics, takesSpans, unseenSdk } from './registered.js';

const one = pipeline('math', [node({ name: 'a', outputs: 'x' }, () => 1)]);
const API = Symbol.for('opentelemetry.js.api.1');

afterEach(() => {
  for (const api of [trace, context, metrics, propagation]) api.disable();
});

describe('the SDK of the plugin', () => {
  it('leaves nothing behind', async () => {
    await tracedRun({ pipeline: one });
    expect([takesSpans(), takesMetrics()]).toEqual([false, false]);
    expect(context.with(context.active(), () => trace.getActiveSpan())).toBeUndefined();
  });

  it('is not started where there is one', async () => {
    const ended: string[] = [];
    let flushed = 0;
    const processor = {
      onStart: () => {},
      onEnd: ({ name }: { readonly name: string }) => void ended.push(name),
      forceFlush: () => Promise.resolve(void flushed++),
      shutdown: () => Promise.resolve(),
    };
    const provider = new TracerProvider({ spanProcessors: [processor] });
    trace.setGlobalTracerProvider(provider);
    const { spans, warnings } = await tracedRun({ pipeline: one });
    expect(spans).toEqual([]);
    expect(warnings).toEqual([]);
    expect(ended).toEqual(['save x', 'node a', 'run math']);
    expect(flushed, 'what ends with the process is sent before').toBeGreaterThan(0);
    expect((trace.getTracerProvider() as ProxyTracerProvider).getDelegate()).toBe(provider);
  });

  it('is one for all sessions, and ends with the last', async () => {
    await using receiver = await Receiver.open();
    using _ = withVariables({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [first, second] = await Promise.all(
      [0, 1].map(() => createTestProject({ pipelines: [one], plugins: [telemetry()] })),
    );
    await first?.run();
    await first?.close();
    expect(takesSpans()).toBe(true);
    await second?.run();
    await second?.close();
    expect(takesSpans()).toBe(false);
    expect(receiver.spans.filter(({ name }) => name === 'run math')).toHaveLength(2);
  });

  it('is described by the variables', async () => {
    const { spans } = await tracedRun({
      pipeline: one,
      variables: {
        OTEL_SERVICE_NAME: 'nightly',
        OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=data,deployment.environment.name=prod',
      },
    });
    expect(spans[0]?.resource).toMatchObject({
      'service.name': 'nightly',
      'service.namespace': 'data',
      'deployment.environment.name': 'prod',
    });
  });

  it('sends the headers that the variables name', async () => {
    await using receiver = await Receiver.open();
    await tracedRun({
      pipeline: one,
      endpoint: receiver.url,
      variables: { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x' },
    });
    expect(new Set(receiver.requests.map(({ headers }) => headers['authorization']))).toEqual(new Set(['Bearer x']));
  });

  it('writes Protocol Buffers when it is told to', async () => {
    await using receiver = await Receiver.open();
    await tracedRun({
      pipeline: one,
      endpoint: receiver.url,
      variables: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
    });
    expect(new Set(receiver.requests.map(({ path, headers }) => [path, headers['content-type']].join(' ')))).toEqual(
      new Set(['/v1/metrics application/x-protobuf', '/v1/traces application/x-protobuf']),
    );
    expect(receiver.requests.find(({ path }) => path === '/v1/traces')?.body.includes('run math')).toBe(true);
  });
});

describe('an SDK that this copy of the API cannot see', () => {
  it('is told of', async () => {
    const before: unknown = Reflect.get(globalThis, API);
    Reflect.set(globalThis, API, { version: '1.0.0', trace: {} });
    try {
      expect(unseenSdk()).toMatch(/registered through @opentelemetry\/api 1\.0\.0, which is older than the copy/);
      const project = await createTestProject({ pipelines: [one], plugins: [telemetry()] });
      await project.close();
      expect(project.logged.map(({ message }) => message)).toContainEqual(expect.stringContaining('nothing is traced'));
    } finally {
      Reflect.set(globalThis, API, before);
    }
  });

  it('is not seen where there is none', () => {
    expect(unseenSdk()).toBeUndefined();
  });
});
