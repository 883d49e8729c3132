import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pintleSpecs } from '@pintle/hookspecs';
import type { ComposablePipeline, Session } from '@pintle/pipeline';
import { machine } from './machine.ts';
import { measure, median } from './measure.ts';
import { chain, fan, independent, open, runs } from './scenarios/session.ts';

// What a run costs beside the work of its nodes: nodes that do nothing, each loading one dataset and saving one.

const isQuick = process.argv.includes('--quick');
const rounds = isQuick ? 11 : 41;
const folder = mkdtempSync(join(tmpdir(), 'pintle-bench-'));
const hookNames = pintleSpecs.flatMap(({ hooks }) => Object.keys(hooks));

console.log(machine());
try {
  await overhead(1000);
  await growth();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Plugins that implement every hook, against none. */
async function overhead(nodes: number): Promise<void> {
  const counts = [0, 1, 3];
  const sessions = await Promise.all(counts.map((plugins) => open(folder, chain(nodes), everyHook(plugins))));
  // Twice the same, to see how much of a ratio is chance.
  const named = [...counts.map((plugins, i) => [`${plugins} plugins`, i] as const), ['0 plugins, again', 0] as const];
  const candidates = named.map(([name, i]) => ({ name, loop: runs(sessions[i] as Session) }));
  const timings = await measure(candidates, { rounds, sampleMs: 1 });
  const base = timings.get('0 plugins') as number;
  console.log(`\nA run of ${nodes} nodes; each plugin implements all ${hookNames.length} hooks`);
  for (const [name, ns] of timings) {
    console.log(
      `  ${(ns / base).toFixed(2).padStart(6)}  ${(ns / nodes / 1000).toFixed(1).padStart(6)} µs/node  ${name}`,
    );
  }
}

/** What a node costs in runs of more and more nodes: it has to stay the same. */
async function growth(): Promise<void> {
  for (const [shape, make] of [
    ['a chain', chain],
    ['nodes that depend on nothing', independent],
    ['one node that all others read', fan],
  ] as const) {
    console.log(`\nRuns of ${shape}`);
    for (const nodes of [100, 1000, 10_000])
      console.log(`  ${String(nodes).padStart(6)} nodes  ${await stages(make, nodes)}`);
  }
}

async function stages(make: (nodes: number) => ComposablePipeline, nodes: number): Promise<string> {
  const samples = { describe: [] as number[], open: [] as number[], first: [] as number[], rest: [] as number[] };
  for (let round = 0; round < (isQuick ? 2 : 7); round++) {
    const start = performance.now();
    const described = make(nodes);
    const whenDescribed = performance.now();
    let whenStarted: number | undefined;
    const watch = { name: 'watch', hooks: { on_node_start: () => void (whenStarted ??= performance.now()) } };
    await using session = await open(folder, described, [watch]);
    const whenOpen = performance.now();
    (await session.run()).throwIfFailed();
    const end = performance.now();
    samples.describe.push(whenDescribed - start);
    samples.open.push(whenOpen - whenDescribed);
    samples.first.push((whenStarted ?? end) - whenOpen);
    samples.rest.push(end - (whenStarted ?? end));
  }
  return Object.entries({
    describe: 'described',
    open: 'opened',
    first: 'until the first node starts',
    rest: 'to the end',
  })
    .map(([key, name]) => [median(samples[key as keyof typeof samples]), name] as const)
    .map(([ms, name]) => `${ms.toFixed(1).padStart(7)} ms (${((ms * 1000) / nodes).toFixed(1)} µs/node) ${name}`)
    .join(', ');
}

function everyHook(plugins: number): object[] {
  return Array.from({ length: plugins }, (_, i) => ({
    name: `every-hook-${i}`,
    hooks: Object.fromEntries(hookNames.map((hook) => [hook, () => {}])),
  }));
}
