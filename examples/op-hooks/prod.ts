import { notifAllProd } from './pipelines.ts';

// The job from a program: its failure hooks run in any case, whether or not the error is thrown on.
const result = await notifAllProd.runLocal({
  projectDir: import.meta.dirname,
  config: 'prod_op_hooks.yaml',
  params: { broken: process.argv.slice(2) },
  raiseOnError: false,
});
console.log(result.run.runId, result.outcome.status);
