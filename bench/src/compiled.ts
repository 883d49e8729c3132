// Where and when compiling a dispatcher pays: what the defaults of `adaptive` rest on.
import { machine } from './machine.ts';
import { measure } from './measure.ts';
import { opaqueImpl, tinyImpl } from './opaque.ts';
import { pintleCompiled, pollute } from './peers.ts';
import { breakEven, engines, KINDS } from './scenarios/compiled.ts';
import { inlined } from './scenarios/dispatch.ts';
import { polluters } from './scenarios/registry.ts';

const COUNTS = [1, 2, 3, 4, 6, 8, 9, 10, 12, 16, 32, 50, 64, 65, 128, 200, 300, 500, 1000];
const options = process.argv.includes('--quick') ? { rounds: 9, sampleMs: 0.3 } : { rounds: 25, sampleMs: 0.5 };

console.log(`${machine()}\n`);
pollute([...polluters, (impls) => pintleCompiled('collect', impls)], opaqueImpl);

console.log('Time of compiled code ÷ time of closures, by the number of implementations: below 1 compiling is faster.');
console.log(`${''.padEnd(32)}${COUNTS.map((count) => String(count).padStart(6)).join('')}`);
for (const kind of KINDS) {
  const ratios: string[] = [];
  for (const count of COUNTS) {
    const candidates = engines(kind, count);
    // All implementations of long lists, too, have to have been optimized.
    for (const { loop } of candidates) await loop(kind.isAsync ? 2_000 : 20_000);
    const timings = await measure(candidates, options);
    ratios.push(((timings.get('compiled') as number) / (timings.get('closures') as number)).toFixed(2).padStart(6));
  }
  console.log(`${kind.name.padEnd(32)}${ratios.join('')}`);
}

console.log('\nTime of compiled code ÷ time of calls and an array, written by hand:');
for (const [name, makeImpl] of [
  ['implementations that V8 inlines', tinyImpl],
  ['that it does not', opaqueImpl],
] as const) {
  const ratios: string[] = [];
  for (const count of [1, 3, 10, 50]) {
    const timings = await measure(inlined(count, () => makeImpl()).candidates, options);
    ratios.push(
      `${count}: ${((timings.get('pintle, compiled') as number) / (timings.get('by hand') as number)).toFixed(2)}`,
    );
  }
  console.log(`  ${name}: ${ratios.join(', ')}`);
}

console.log('\nCalls after a change from which on compiling at once has been the faster way, its own time included:');
for (const count of [9, 16, 32, 64, 128]) {
  console.log(`${String(count).padStart(6)} implementations: ${breakEven(count) ?? 'none'}`);
}
