import { defineRunner, type Runner } from '@pintle/pipeline';
import { readSettings } from './settings.js';

/** Tasks of one run that wait or go on at the same time, where nothing else is asked for: workers set the pace. */
const CONCURRENCY = 1_000;

/** Has nodes executed by workers (`pintle worker`) on this machine and others, through BullMQ on Redis or Valkey. */
const bullmq: Runner = defineRunner({
  name: 'bullmq',
  concurrency: (asked) => asked ?? CONCURRENCY,
  async open(context) {
    const { BullmqExecutor } = await import('./executor.js');
    return await BullmqExecutor.open(context, await readSettings(context.project));
  },
});

export default bullmq;
