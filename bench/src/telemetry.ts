import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { NoopSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import telemetry from '@pintle/plugin-telemetry';
import { machine } from './machine.ts';
import { measure, type Timings } from './measure.ts';
import { chain, open, runs } from './scenarios/session.ts';

// What @pintle/plugin-telemetry costs: a run of 1,000 nodes that do nothing, each loading one dataset and saving one.

const NODES = 1000;
const rounds = process.argv.includes('--quick') ? 11 : 61;
const folder = mkdtempSync(join(tmpdir(), 'pintle-bench-'));

console.log(machine());
console.log(`A run of ${NODES} nodes; ratios are time ÷ time without the plugin in the same process.\n`);

try {
  await using without = await open(folder, chain(NODES), []);
  await using installed = await open(folder, chain(NODES), [telemetry({ sdk: false })]);
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

function print(scenario: string, timings: Timings): void {
  console.log(scenario);
  const base = timings.get('without the plugin') as number;
  for (const [name, ns] of timings) {
    console.log(`  ${(ns / base).toFixed(3).padStart(8)}  ${(ns / 1e6).toFixed(1).padStart(6)} ms  ${name}`);
  }
  console.log('');
}
