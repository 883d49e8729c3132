import { node, pipeline } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { deadUrl } from '../../test/support/receiver.js';
import { tracedRun } from '../../test/support/traced-project.js';

const one = pipeline('math', [node({ name: 'a', outputs: 'x' }, () => 1)]);
/** Milliseconds that a run may take on a busy machine, besides what it may wait for. */
const REST = 2000;

const dead = await deadUrl();

describe('an endpoint', () => {
  it.each([
    ['is down', { endpoint: dead }],
    ['never answers', { receiver: { delayMs: Number.POSITIVE_INFINITY } }],
    ['takes 30 seconds', { receiver: { delayMs: 30_000 } }],
    ['asks to come again', { receiver: { status: 503 } }],
  ])('that %s costs a run no more than the bound, and does not fail it', async (_, endpoint) => {
    const { result, warnings, ms } = await tracedRun({
      pipeline: one,
      ...endpoint,
      telemetry: { flushTimeoutMs: 300 },
    });
    expect(result.outcome.status).toBe('success');
    expect(result.hookFailures).toEqual([]);
    expect(ms).toBeLessThan(300 + REST);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^spans and metrics were not all taken within 300 ms by http:\/\/127\.0\.0\.1:\d+: what is left may be lost$/,
      ),
    ]);
  });

  it('that refuses what it gets is told of once, and costs nothing', async () => {
    const { result, warnings, ms } = await tracedRun({
      pipeline: one,
      receiver: { status: 500 },
      telemetry: { flushTimeoutMs: 10_000 },
    });
    expect(result.outcome.status).toBe('success');
    expect(ms).toBeLessThan(REST);
    expect(warnings.toSorted()).toEqual([
      'metrics were not delivered: HTTP 500 Internal Server Error',
      'spans were not delivered: HTTP 500 Internal Server Error',
    ]);
  });

  it('that does not exist is named', async () => {
    const { result, warnings } = await tracedRun({
      pipeline: one,
      endpoint: 'http://no-such-host.invalid:4318',
      variables: { OTEL_EXPORTER_OTLP_TIMEOUT: '100' },
    });
    expect(result.outcome.status).toBe('success');
    expect(warnings.join('\n')).toMatch(/no-such-host\.invalid/);
  });

  it('that is well gets everything, of long runs, too, without a word', async () => {
    const nodes = Array.from({ length: 1500 }, (_, i) => node({ name: `n${i}`, outputs: `d${i}` }, () => i));
    const { spans, warnings } = await tracedRun({
      pipeline: pipeline('long', nodes),
      telemetry: { flushTimeoutMs: 20_000 },
    });
    expect(spans).toHaveLength(1 + 2 * 1500);
    expect(warnings).toEqual([]);
  });
});
