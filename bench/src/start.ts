import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine } from './machine.ts';
import { median } from './measure.ts';

// How long commands take from the start of the process to its end, in a project without plugins.

const rounds = process.argv.includes('--quick') ? 7 : 41;
const pintle = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));
const projectDir = mkdtempSync(join(tmpdir(), 'pintle-bench-'));
const NODE = 'node -e 0';
const commands = new Map([
  [NODE, ['-e', '0']],
  ['pintle --version', [pintle, '--version']],
  ['pintle --help', [pintle, '--help']],
  ['pintle hooks list', [pintle, 'hooks', 'list']],
  ['pintle runs list', [pintle, 'runs', 'list']],
  ['pintle run', [pintle, 'run']],
]);

console.log(machine());
try {
  writeFileSync(join(projectDir, 'package.json'), '{ "name": "bench", "type": "module" }');
  const samples = new Map([...commands.keys()].map((name): [string, number[]] => [name, []]));
  // The first round writes what Node keeps of compiled code.
  for (let round = -1; round < rounds; round++) {
    for (const [name, args] of commands) {
      const ms = start(args);
      if (round >= 0) samples.get(name)?.push(ms);
    }
  }
  const node = median(samples.get(NODE) ?? []);
  for (const [name, all] of samples) {
    const ms = median(all);
    console.log(`  ${(ms / node).toFixed(2).padStart(5)}  ${ms.toFixed(0).padStart(4)} ms  ${name}`);
  }
} finally {
  rmSync(projectDir, { recursive: true, force: true });
}

function start(args: readonly string[]): number {
  const begun = performance.now();
  spawnSync(process.execPath, args, { cwd: projectDir, stdio: 'ignore' });
  return performance.now() - begun;
}
