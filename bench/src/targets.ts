// What Pintle aims at against each peer, and what it reaches, with both engines. A ratio is time of the peer ÷ time of Pintle.
import { cpus, loadavg } from 'node:os';
import { bytesPerImpl } from './memory.ts';
import { measure } from './measure.ts';
import { opaqueImpl } from './opaque.ts';
import { pintleCompiled, pollute } from './peers.ts';
import * as compiled from './scenarios/compiled.ts';
import * as dispatch from './scenarios/dispatch.ts';
import * as late from './scenarios/late.ts';
import * as others from './scenarios/other-peers.ts';
import * as registry from './scenarios/registry.ts';

/** The least ratio aimed at: one for both engines, or one for each; `undefined`: none. */
type Aim = number | readonly [closures: number | undefined, compiled: number | undefined];
type Row = readonly [scenario: () => dispatch.Scenario, aims: Readonly<Record<string, Aim>>];

const COLLECTED = 'tapable, collected';
const TAPABLE = 'tapable SyncHook (no results)';
const BAIL = 'tapable SyncBailHook';
const SERIES = 'tapable AsyncSeriesHook (no results)';
const LITE = 'lite-tapable SyncHook (no results)';
const EMITTER = 'eventemitter3 emit (no results)';
const CORE = 'hookable core callHook (no results)';
const HOOKABLE = 'hookable callHook (no results)';
const FLOOR = 'by hand: calls and an array';

const few = {
  [COLLECTED]: 2,
  [TAPABLE]: 0.8,
  [LITE]: 1.7,
  [EMITTER]: 1.15,
  [CORE]: 2.5,
  [HOOKABLE]: 10,
  [FLOOR]: [0.625, 0.5],
} as const;
const shared = { [LITE]: 1.2, [EMITTER]: 1, [CORE]: 1.6 };

const rows: readonly Row[] = [
  [() => dispatch.collect(0), { [EMITTER]: 5 }],
  [() => dispatch.collect(1), few],
  [() => dispatch.collect(3), few],
  [() => dispatch.collect(10), { ...few, [COLLECTED]: 1.3, [TAPABLE]: [0.8, 1.1], [FLOOR]: [undefined, 0.5] }],
  [
    () => dispatch.collect(50),
    { [COLLECTED]: 1, [TAPABLE]: [0.55, 0.75], [EMITTER]: 1.1, [CORE]: 2.5, [HOOKABLE]: 10, [FLOOR]: [undefined, 0.5] },
  ],
  [() => dispatch.sparse(10), { [TAPABLE]: 0.65 }],
  [() => dispatch.shared(1), shared],
  [() => dispatch.shared(3), shared],
  [() => dispatch.shared(10), { ...shared, [COLLECTED]: 1 }],
  [() => dispatch.notify(1), { [TAPABLE]: 1 }],
  [() => dispatch.notify(3), { [TAPABLE]: 1 }],
  [() => dispatch.notify(10), { [TAPABLE]: 1 }],
  [() => dispatch.notify(50), { [TAPABLE]: 1 }],
  [() => late.sharedNotify(1), { [TAPABLE]: 0.6 }],
  [() => late.lateNotify(), { [TAPABLE]: 1 }],
  [() => dispatch.firstResult(1, 0), { [BAIL]: 1.1 }],
  [() => dispatch.firstResult(3, 2), { [BAIL]: 1.1 }],
  [() => dispatch.firstResult(10, 9), { [BAIL]: [0.7, 1.1] }],
  [() => dispatch.allAsync(1), { [SERIES]: [0.85, 1] }],
  [() => dispatch.allAsync(3), { [SERIES]: [0.85, 1] }],
  [() => dispatch.allAsync(10), { [SERIES]: [0.85, 1] }],
  [() => dispatch.syncInAsync(3), { [SERIES]: [5, undefined] }],
  [() => others.sync(3), { [others.WORDPRESS]: 3.5, [others.HOOKS_PLUGIN]: 2.8 }],
  [() => others.sync(10), { [others.WORDPRESS]: 3.5, [others.HOOKS_PLUGIN]: 2.8 }],
  [
    () => others.series(3),
    {
      [others.TAPABLE_COLLECTING]: 1.6,
      [others.BEFORE_AFTER]: 3,
      [others.KAREEM]: 1.8,
      [others.EMITTERY]: 2.5,
      [others.PLUG_AND_PLAY]: 8,
    },
  ],
  ...[1, 3, 10, 50].map(
    (count): Row => [
      () => ({
        name: `collect, ${count} implementations that V8 inlines`,
        candidates: compiled.toTheFloor(count, compiled.tinyImpl),
      }),
      { [FLOOR]: [undefined, 0.91] },
    ],
  ),
  [() => registry.firstCall(3), { tapable: [30, undefined] }],
  [() => registry.firstCall(10), { tapable: [30, undefined] }],
  [() => registry.firstCall(50), { tapable: [30, undefined] }],
  [() => registry.registration(), { 'tapable, last in first out by stage': [8, undefined] }],
  [() => registry.unregistration(), { eventemitter3: [8, undefined] }],
];

const [load = 0] = loadavg();
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, load ${load.toFixed(1)}\n`,
);
pollute([...registry.polluters, (impls) => pintleCompiled('collect', impls)], opaqueImpl);

console.log('| calls | peer | aim | closures | aim, compiled | compiled |');
console.log('| --- | --- | ---: | ---: | ---: | ---: |');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? '';
for (const [make, aims] of rows) {
  const { name, candidates } = make();
  if (!name.includes(only)) continue;
  const timings = await measure(candidates, { rounds: 41, sampleMs: 0.5 });
  for (const [peer, aim] of Object.entries(aims)) {
    const theirs = timings.get(peer);
    const [closures, ofCompiled] = typeof aim === 'number' ? [aim, aim] : aim;
    const cells = [
      ...cellsOf(theirs, timings.get('pintle'), closures),
      ...cellsOf(theirs, timings.get('pintle, compiled'), ofCompiled),
    ];
    console.log(`| ${name} | ${peer} | ${cells.join(' | ')} |`);
  }
}
console.log(`\nMemory: ${bytesPerImpl()?.toFixed(0) ?? '?'} bytes per implementation; the aim is 130.`);

/** The aim and the ratio; a ratio that misses it is marked. */
function cellsOf(theirs: number | undefined, ours: number | undefined, aim: number | undefined): [string, string] {
  if (theirs === undefined || ours === undefined) return [aim?.toString() ?? '–', '–'];
  const ratio = theirs / ours;
  const text = ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
  return [aim?.toString() ?? '–', aim !== undefined && ratio < aim ? `**${text}**` : text];
}
