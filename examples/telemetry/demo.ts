import { spawn } from 'node:child_process';
import { startCollector } from './collector/collector.ts';
import { formatTree, treeOf } from './collector/tree.ts';

// Runs the pipeline as anybody would, with one variable that says where its traces go, and shows what has come.
await using collector = await startCollector();
const command = spawn('pintle', ['run', '--runner', 'worker'], {
  env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = await new Promise<number>((resolve, reject) => {
  command.once('error', reject);
  command.once('exit', (code) => resolve(code ?? 1));
});
process.stdout.write(`\n${formatTree(treeOf(collector.spans))}\n`);
