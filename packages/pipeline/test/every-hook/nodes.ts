import type { Model, PipelineNode } from '@pintle/hookspecs';
import { pipeline } from '@pintle/pipeline';

const model: Model = { name: 'm', path: 'm.sql', tags: [], meta: {}, status: 'pending' };

const build: PipelineNode = {
  name: 'build',
  inputs: ['raw', 'params:k'],
  outputs: ['table'],
  retry: { maxAttempts: 2 },
  model,
  run(_, { attempt }) {
    if (attempt === 1) throw new RangeError('once');
    return { table: [1, 2] };
  },
};
const lost: PipelineNode = { name: 'lost', inputs: ['missing'], outputs: ['x'], run: () => ({ x: 1 }) };
const late: PipelineNode = { name: 'late', inputs: ['x'], outputs: ['y'], run: () => ({ y: 1 }) };

/** Succeeds at the second attempt. */
export const good = pipeline('good', [build]);
/** Fails at a load. */
export const bad = pipeline('bad', [lost, late]);
