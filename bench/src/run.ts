import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pintleSpecs } from '@pintle/hookspecs';
import { createLogger, createSession, node, type ComposablePipeline, pipeline, type Session } from '@pintle/pipeline';
import { measure, median } from './measure.ts';

// What a run costs beside the work of its nodes: nodes that do nothing, each loading one dataset and saving one.

const isQuick = process.argv.includes('--quick');
const rounds = isQuick ? 11 : 41;
const folder = mkdtempSync(join(tmpdir(), 'pintle-bench-'));
const hookNames = pintleSpecs.flatMap(({ hooks }) => Object.keys(hooks));

console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`,
);
try {
  await overhead(1000);
  await growth();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Plugins that implement every hook, against none. */
async function overhead(nodes: number): Promise<void> {
  const counts = [0, 1, 3];
  const sessions = await Promise.all(counts.map((plugins) => open(chain(nodes), plugins)));
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
    await using session = await open(described, 0, [watch]);
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

async function open(
  contribution: ComposablePipeline,
  everyHook: number,
  plugins: readonly object[] = [],
): Promise<Session> {
  const projectDir = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(projectDir, 'package.json'), '{ "name": "bench" }');
  const contributor = { name: 'contributor', hooks: { register_pipelines: () => contribution } };
  const listeners = Array.from({ length: everyHook }, (_, i) => ({
    name: `every-hook-${i}`,
    hooks: Object.fromEntries(hookNames.map((hook) => [hook, () => {}])),
  }));
  const log = createLogger((line) => console.log(line));
  return await createSession({ projectDir, settings: false, plugins: [contributor, ...listeners, ...plugins], log });
}

function runs(session: Session): (times: number) => Promise<void> {
  return async (times) => {
    for (let i = 0; i < times; i++) (await session.run()).throwIfFailed();
  };
}

function chain(nodes: number): ComposablePipeline {
  return many(nodes, (i) => `d${i - 1}`);
}

function independent(nodes: number): ComposablePipeline {
  return many(nodes, () => undefined);
}

function fan(nodes: number): ComposablePipeline {
  return many(nodes, () => 'd0');
}

function many(nodes: number, inputOf: (position: number) => string | undefined): ComposablePipeline {
  return pipeline(
    'many',
    Array.from({ length: nodes }, (_, i) => {
      const inputs = i === 0 ? undefined : inputOf(i);
      return inputs === undefined
        ? node({ name: `n${i}`, outputs: `d${i}` }, () => 0)
        : node({ name: `n${i}`, inputs, outputs: `d${i}` }, (value: unknown) => value);
    }),
  );
}
