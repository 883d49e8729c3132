import { machine } from './machine.ts';
import { bytesPerImpl } from './memory.ts';
import { measure, type Timings } from './measure.ts';
import { opaqueImpl } from './opaque.ts';
import { pollute } from './peers.ts';
import * as dispatch from './scenarios/dispatch.ts';
import * as registry from './scenarios/registry.ts';
import * as safety from './scenarios/safety.ts';
import type { Scenario } from './scenarios/scenario.ts';

const quick = process.argv.includes('--quick');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);

const scenarios: readonly (() => Scenario)[] = [
  () => dispatch.collect(0),
  () => dispatch.collect(1),
  () => dispatch.collect(3),
  () => dispatch.collect(10),
  () => dispatch.collect(50),
  () => dispatch.sparse(10),
  () => dispatch.shared(1),
  () => dispatch.shared(3),
  () => dispatch.shared(10),
  () => dispatch.notify(0),
  () => dispatch.notify(1),
  () => dispatch.notify(3),
  () => dispatch.notify(10),
  () => dispatch.notify(50),
  () => dispatch.firstResult(1, 1),
  () => dispatch.firstResult(1, 3),
  () => dispatch.firstResult(3, 3),
  () => dispatch.firstResult(10, 10),
  () => dispatch.wrapped(1),
  () => dispatch.wrapped(3),
  () => safety.safety(3),
  () => safety.tracing(3),
  () => dispatch.allAsync(1),
  () => dispatch.allAsync(3),
  () => dispatch.allAsync(10),
  () => dispatch.syncInAsync(3),
  () => registry.registration(),
  () => registry.linearity(),
  () => registry.unregistration(),
  () => registry.firstCall(3),
  () => registry.firstCall(10),
  () => registry.firstCall(50),
];

console.log(machine());
console.log(
  'Ratios are time ÷ time of pintle in the same process: above 1 the candidate is slower. Other libraries give no results, unless collected.\n',
);
pollute(registry.polluters, opaqueImpl);
for (const make of scenarios) {
  const scenario = make();
  if (only !== undefined && !scenario.name.includes(only)) continue;
  print(
    scenario,
    await measure(scenario.candidates, quick ? { rounds: 11, sampleMs: 0.2 } : { rounds: 41, sampleMs: 0.4 }),
  );
}
const bytes = bytesPerImpl();
console.log(
  bytes === undefined ? 'Memory: start with --expose-gc.' : `Memory: ${bytes.toFixed(0)} bytes per implementation.`,
);

function print(scenario: Scenario, timings: Timings): void {
  console.log(scenario.name);
  const ours = timings.get('pintle') as number;
  for (const [name, ns] of timings) {
    console.log(`  ${(ns / ours).toFixed(2).padStart(8)}  ${format(ns).padStart(10)}  ${name}`);
  }
  console.log('');
}

function format(ns: number): string {
  if (ns < 1000) return `${ns.toFixed(1)} ns`;
  return ns < 1e6 ? `${(ns / 1000).toFixed(2)} µs` : `${(ns / 1e6).toFixed(2)} ms`;
}
