// Everything that must hold, in order; `npm test` runs it. Goes on after a failed step, except after a failed build,
// so that one run shows all that is wrong. The last line says how many tests and steps failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { checkReport, reportDir, vitestReport } from './report-file.mjs';
import { printSummary } from './summary.mjs';

const steps = [
  { name: 'build', needed: true },
  { name: 'lint' },
  { name: 'fmt:check' },
  { name: 'boundaries' },
  { name: 'typecheck' },
  {
    name: 'test:all',
    args: ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    counted: true,
  },
  { name: 'docs:reference' },
  { name: 'knip' },
  { name: 'packages:check' },
];

rmSync(reportDir, { recursive: true, force: true });
mkdirSync(reportDir);

/** Names of failed steps, the tests apart: those are counted one by one. */
const failedSteps = [];
let code = 0;

for (const { name, args = [], needed = false, counted = false } of steps) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const started = performance.now();
  const { status } = spawnSync('pnpm', ['--silent', 'run', name, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  console.log(`── ${name}: ${status === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (status === 0) continue;
  code = 1;
  failedSteps.push({ name, counted });
  if (needed) break;
}

writeFileSync(checkReport, JSON.stringify({ failedSteps }));
printSummary();
process.exitCode = code;
