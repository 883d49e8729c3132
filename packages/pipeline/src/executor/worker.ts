import { availableParallelism } from 'node:os';
import { defineRunner, type Runner } from './node-executor.js';

/**
 * Nodes on threads of a pool, for functions that compute. Only the function leaves: datasets are loaded and saved, and all
 * hooks called, on the main thread, in the same sequence as ever.
 */
export const worker: Runner = defineRunner({
  name: 'worker',
  concurrency: (asked) => asked ?? availableParallelism(),
  async open(context) {
    const { ThreadExecutor } = await import('./thread-executor.js');
    return new ThreadExecutor(context, worker.concurrency(context.concurrency));
  },
});
