import type { CommandSession } from '@pintle/hookspecs';
import { createLogger } from '@pintle/pipeline';
import { expect, it } from 'vitest';
import worker from './worker.js';

it('needs a session of pintle: that of another host cannot join runs', async () => {
  const foreign = { context: {}, pipelines: new Map() } as unknown as CommandSession;
  const context = {
    options: { concurrency: 1, grace: 0 },
    session: () => Promise.resolve(foreign),
    log: createLogger(() => {}),
    signal: AbortSignal.abort(),
  };
  await expect(worker.run?.(context as never)).rejects.toMatchObject({
    code: 'WORKER_NEEDS_PINTLE',
    hint: 'Run it as: pintle worker.',
  });
});
