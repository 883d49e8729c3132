import { describe, expect, it } from 'vitest';
import { Project } from './support/project.js';
import { Receiver } from './support/receiver.js';
import { spanTree } from './support/span-tree.js';

const PIPELINE = `
import { trace } from '@opentelemetry/api';
import { node, pipeline } from 'pintle';
import { threadId } from 'node:worker_threads';

const tracer = trace.getTracer('shop');
const within = (name, work) => tracer.startActiveSpan(name, (span) => {
  span.setAttribute('thread', threadId === 0 ? 'main' : 'other');
  return Promise.resolve().then(work).finally(() => span.end());
});

export default pipeline('orders', [
  node({ name: 'read', outputs: 'raw' }, () => within('ask the shop', () => [{ id: 1 }, { id: 2 }])),
  node({ name: 'clean', inputs: 'raw', outputs: 'clean', retry: { maxAttempts: 2 } }, (raw, { attempt }) =>
    within('tidy', () => within('look twice', () => {
      if (attempt === 1) throw new RangeError('not tidy yet');
      return raw;
    }))),
]);
`;

describe('the package, merely installed', () => {
  it.each(['sequential', 'concurrent', 'worker'])(
    'traces a run on the runner "%s" when OTEL_… says where to',
    async (runner) => {
      await using receiver = await Receiver.open();
      using project = new Project({ 'pipelines.ts': PIPELINE });
      const result = await project.pintle(['run', '--runner', runner], { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
      console.log(result.stderr);
      expect(result.code).toBe(0);
      expect(spanTree(receiver.spans)).toEqual([
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
      ]);
      expect(new Set(receiver.spans.map(({ attributes }) => attributes['thread']))).toEqual(
        new Set([undefined, runner === 'worker' ? 'other' : 'main']),
      );
    },
  );
});
