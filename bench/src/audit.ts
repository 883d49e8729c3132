import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '@pintle/pipeline';
import audit from '@pintle/plugin-audit';
import { machine } from './machine.ts';
import { measure, median } from './measure.ts';
import { chain, open } from './scenarios/session.ts';

// What @pintle/plugin-audit costs: a run of 1,000 nodes that do nothing, each loading one dataset and saving one.

const NODES = 1000;
const rounds = process.argv.includes('--quick') ? 11 : 41;
const folder = mkdtempSync(join(tmpdir(), 'pintle-bench-'));
/** What the command listens with: each event is on disk before the next. */
const view = { name: 'pintle:view', hooks: { on_run_event: () => {} } };
/** Four hook calls a node. */
const watch = {
  name: 'watch',
  version: '1.0.0',
  hooks: { on_node_start: () => {}, before_node_run: () => {}, after_dataset_saved: () => {}, on_node_end: () => {} },
};

console.log(machine());
console.log(
  `A run of ${NODES} nodes, as pintle run does it; ratios are time ÷ time without audit in the same process.
CPU is that of the pipeline's own thread, which nothing else on the machine moves.\n`,
);

try {
  for (const [scenario, plugins] of [
    ['Nobody implements hooks', [view]],
    ['A plugin implements four hooks of each node', [view, watch]],
  ] as const) {
    const without = await open(folder, chain(NODES), plugins);
    const installed = await open(folder, chain(NODES), [...plugins, audit()]);
    const candidates = [
      counted('without audit', without),
      counted('with audit', installed),
      // Twice the same, to see how much of a ratio is chance.
      counted('without audit, again', without),
    ];
    const wall = await measure(candidates, { rounds, sampleMs: 1 });
    console.log(scenario);
    print(
      'wall',
      [...wall].map(([name, ns]) => [name, ns / 1e6]),
    );
    print(
      'CPU',
      candidates.map(({ name, cpu }) => [name, median(cpu)]),
    );
    await without.close();
    const start = performance.now();
    await installed.close();
    console.log(
      `  The end of the process waits ${Math.round(performance.now() - start)} ms for what is left to write.\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs, and what each of them took of this thread, in milliseconds. */
function counted(name: string, session: Session): { name: string; cpu: number[]; loop(times: number): Promise<void> } {
  const cpu: number[] = [];
  const loop = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      const before = process.threadCpuUsage();
      (await session.run()).throwIfFailed();
      const { user, system } = process.threadCpuUsage(before);
      cpu.push((user + system) / 1000);
    }
  };
  return { name, cpu, loop };
}

function print(unit: string, timings: readonly (readonly [name: string, ms: number])[]): void {
  const [[, base] = ['', 1]] = timings;
  for (const [name, ms] of timings) {
    console.log(`  ${(ms / base).toFixed(2).padStart(6)}  ${ms.toFixed(1).padStart(6)} ms ${unit.padEnd(4)}  ${name}`);
  }
}
