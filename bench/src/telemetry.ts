import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { NoopSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createLogger, createSession, node, pipeline, type Session } from '@pintle/pipeline';
import telemetry from '@pintle/plugin-telemetry';
import { measure, type Timings } from './measure.ts';

// What @pintle/plugin-telemetry costs: a run of 1,000 nodes that do nothing, each loading one dataset and saving one.

const NODES = 1000;
const rounds = process.argv.includes('--quick') ? 11 : 61;
const folder = mkdtempSync(join(tmpdir(), 'pintle-bench-'));
const chain = pipeline(
  'chain',
  Array.from({ length: NODES }, (_, i) =>
    i === 0
      ? node({ name: 'n0', outputs: 'd0' }, () => 0)
      : node({ name: `n${i}`, inputs: `d${i - 1}`, outputs: `d${i}` }, (value: unknown) => value),
  ),
);

console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`,
);
console.log(`A run of ${NODES} nodes; ratios are time ÷ time without the plugin in the same process.\n`);

try {
  await using without = await open('without', []);
  await using installed = await open('installed', [telemetry({ sdk: false })]);
  const candidates = [
    { name: 'without the plugin', loop: runs(without) },
    { name: 'with it', loop: runs(installed) },
  ];
  // Twice the same, to see how much of a ratio is chance.
  const twin = { name: 'without the plugin, again', loop: runs(without) };
  print('Nobody listens (API only)', await measure([...candidates, twin], { rounds, sampleMs: 1 }));
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new NoopSpanProcessor()] }));
  print('An SDK makes spans, and drops them', await measure(candidates, { rounds, sampleMs: 1 }));
  trace.disable();
  context.disable();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function open(name: string, plugins: readonly object[]): Promise<Session> {
  const projectDir = mkdtempSync(join(folder, name));
  writeFileSync(join(projectDir, 'package.json'), JSON.stringify({ name }));
  const contributor = { name: 'chain', hooks: { register_pipelines: () => chain } };
  const log = createLogger(() => {});
  return await createSession({ projectDir, settings: false, plugins: [contributor, ...plugins], log });
}

function runs(session: Session): (times: number) => Promise<void> {
  return async (times) => {
    for (let i = 0; i < times; i++) (await session.run()).throwIfFailed();
  };
}

function print(scenario: string, timings: Timings): void {
  console.log(scenario);
  const base = timings.get('without the plugin') as number;
  for (const [name, ns] of timings) {
    console.log(`  ${(ns / base).toFixed(3).padStart(8)}  ${(ns / 1e6).toFixed(1).padStart(6)} ms  ${name}`);
  }
  console.log('');
}
