import { auditHooksFlow } from './flow.ts';

const [source = 'db'] = process.argv.slice(2);
const result = await auditHooksFlow.runLocal({ source });
console.log(`Run ID : ${result.runId}`);
console.log(`Status : ${result.status}${result.attempt > 1 ? `, attempt ${result.attempt}` : ''}`);
if (result.value !== undefined) console.log(`Loaded : ${result.value} records`);
if (result.error !== undefined)
  console.log(`Error  : ${result.error instanceof Error ? result.error.message : 'unknown'}`);
process.exitCode = result.status === 'success' ? 0 : 1;
