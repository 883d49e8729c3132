import { node, pipeline } from '@pintle/pipeline';

/** Says what its run is to it: which run, which parameters, which data came before. */
export const diary = pipeline('diary', [
  node({ name: 'open', inputs: ['params:who'], outputs: ['page'] }, ([who], { run, log }) => {
    log.info(`opened by ${run.runId}`);
    return [{ who, runId: run.runId, params: run.params }];
  }),
  node({ name: 'write', inputs: ['page'], outputs: ['kept'] }, ([page], { run, log, idempotencyKey }) => {
    log.info(`written by ${run.runId}`);
    return [{ page, runId: run.runId, idempotencyKey }];
  }),
  node({ name: 'read', inputs: ['kept'], outputs: ['shown'] }, ([kept], { run }) => [{ kept, runId: run.runId }]),
]);
