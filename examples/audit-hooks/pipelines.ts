import { dataset, node, pipeline } from 'pintle';
import { auditHooksFlow } from './flow.ts';

// A flow runs where it is called, and so do its tasks. Called by a node, that is wherever the node runs: each of these two
// may be on a machine of its own, with `pintle run --runner bullmq`.
const loadFrom = (source: string) =>
  node({ name: `load_${source}`, outputs: dataset<number>(`loaded_from_${source}`) }, async (_, { run, signal }) => {
    const { value, error } = await auditHooksFlow.runLocal({ source }, { env: run.env, signal });
    if (value === undefined) throw error;
    return value;
  });

export default pipeline('audit_hooks', [loadFrom('db'), loadFrom('flaky')]);
