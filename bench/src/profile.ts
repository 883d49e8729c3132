// Where the time of calls goes, in nanoseconds: `node src/profile.ts [case …]`, all cases without one. The time of a call is
// measured as `targets.ts` measures it; V8's sampling profiler then says what it is spent on.
import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';
import { machine } from './machine.ts';
import { type Candidate, measure } from './measure.ts';
import { opaqueImpl, tinyImpl } from './opaque.ts';
import { pintleCompiled, pollute } from './peers.ts';
import * as dispatch from './scenarios/dispatch.ts';
import { lateNotify } from './scenarios/late.ts';
import * as registry from './scenarios/registry.ts';
import type { Scenario } from './scenarios/scenario.ts';

interface Case {
  readonly scenario: () => Scenario;
  /** Names of candidates, beside Pintle's. */
  readonly peers: readonly string[];
  /** Where not the calls of implementations cost, but what is done once. */
  readonly byFile?: boolean;
}

const BY_HAND = ['by hand', 'tapable'];
const SITES = ['tapable, collected', 'lite-tapable', 'eventemitter3', 'hookable core'];
const SERIES = ['by hand', 'tapable AsyncSeriesHook'];

const CASES: Readonly<Record<string, Case>> = {
  'collect-0': { scenario: () => dispatch.collect(0), peers: ['tapable', 'eventemitter3'] },
  'collect-1': { scenario: () => dispatch.collect(1), peers: BY_HAND },
  'collect-8': { scenario: () => dispatch.collect(8), peers: BY_HAND },
  'collect-10': { scenario: () => dispatch.collect(10), peers: [...BY_HAND, 'tapable, collected'] },
  'collect-50': { scenario: () => dispatch.collect(50), peers: [...BY_HAND, 'tapable, collected', 'hookable core'] },
  sparse: { scenario: () => dispatch.sparse(10), peers: ['tapable'] },
  inlined: { scenario: () => dispatch.inlined(10, tinyImpl), peers: ['by hand'] },
  'shared-1': { scenario: () => dispatch.shared(1), peers: SITES },
  'shared-10': { scenario: () => dispatch.shared(10), peers: SITES },
  'notify-50': { scenario: () => dispatch.notify(50), peers: ['by hand, no array', 'tapable'] },
  late: { scenario: () => lateNotify(), peers: ['tapable'] },
  'first-1': { scenario: () => dispatch.firstResult(1, 1), peers: ['tapable SyncBailHook'] },
  'first-3': { scenario: () => dispatch.firstResult(1, 3), peers: ['tapable SyncBailHook'] },
  'async-3': { scenario: () => dispatch.allAsync(3), peers: SERIES },
  'async-10': { scenario: () => dispatch.allAsync(10), peers: SERIES },
  'wrapped-1': { scenario: () => dispatch.wrapped(1), peers: ['pintle without wrappers', 'pluggy-ts'] },
  'wrapped-3': { scenario: () => dispatch.wrapped(3), peers: ['pintle without wrappers', 'pluggy-ts'] },
  'first-call-10': { scenario: () => registry.firstCall(10), peers: ['tapable'], byFile: true },
  'first-call-50': { scenario: () => registry.firstCall(50), peers: ['tapable'], byFile: true },
  register: {
    scenario: () => registry.registration(),
    peers: ['tapable, last in first out by stage', 'pluggy-ts'],
    byFile: true,
  },
};

const WARM_MS = 300;
const PROFILED_MS = 1500;

console.log(machine());
pollute([...registry.polluters, (impls) => pintleCompiled('collect', impls)], opaqueImpl);
const asked = process.argv.slice(2);
for (const [name, one] of Object.entries(CASES)) {
  if (asked.length === 0 || asked.includes(name)) await print(name, one);
}

async function print(title: string, { scenario, peers, byFile = false }: Case): Promise<void> {
  const { name, candidates } = scenario();
  const ours = byFile ? ['pintle'] : ['pintle', 'pintle, compiled'];
  const chosen = candidates.filter((one) => [...ours, ...peers].includes(one.name));
  const timings = await measure(chosen, { rounds: 41, sampleMs: 0.5 });
  const columns: { name: string; total: number; parts: ReadonlyMap<string, number> }[] = [];
  for (const one of chosen) {
    const shares = sharesOf(await profile(one), byFile);
    const total = timings.get(one.name) as number;
    columns.push({ name: one.name, total, parts: new Map([...shares].map(([part, share]) => [part, share * total])) });
  }
  const parts = [...new Set(columns.flatMap((column) => [...column.parts.keys()]))];
  const largest = (part: string): number => Math.max(...columns.map((column) => column.parts.get(part) ?? 0));
  const shown = parts.filter((part) => largest(part) > 0.01 * Math.min(...columns.map(({ total }) => total)));
  shown.sort((a, b) => largest(b) - largest(a));
  console.log(`\n${title}: ${name}, ns\n`);
  row(
    '',
    columns.map((column) => column.name),
  );
  row(
    '---',
    columns.map(() => '---:'),
  );
  for (const part of shown)
    row(
      part,
      columns.map((column) => ns(column.parts.get(part))),
    );
  row(
    'all',
    columns.map((column) => ns(column.total)),
  );
}

function row(first: string, cells: readonly string[]): void {
  console.log(`| ${[first, ...cells].join(' | ')} |`);
}

function ns(value: number | undefined): string {
  if (value === undefined) return '–';
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

interface Sampled {
  readonly profile: Profiler.Profile;
  /** Microseconds; what was sampled before is warming up. */
  readonly from: number;
}

async function profile({ loop }: Candidate): Promise<Sampled> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  // From here on, optimized code says what is inlined into it: so V8 makes it now.
  await session.post('Profiler.start');
  await repeat(loop, WARM_MS);
  const from = Number(process.hrtime.bigint() / 1000n);
  await repeat(loop, PROFILED_MS);
  const { profile: taken } = await session.post('Profiler.stop');
  session.disconnect();
  return { profile: taken, from };
}

async function repeat(loop: Candidate['loop'], ms: number): Promise<void> {
  const end = performance.now() + ms;
  for (let times = 1; performance.now() < end; ) {
    const start = performance.now();
    await loop(times);
    if (performance.now() - start < 10) times *= 2;
  }
}

/** Shares of time, by the part of a call or by the file of the code. */
function sharesOf(
  { profile: { nodes, samples = [], timeDeltas = [], startTime }, from }: Sampled,
  byFile: boolean,
): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
  const isTimed = (id: number | undefined): boolean =>
    id !== undefined && (byId.get(id)?.callFrame.functionName === 'timedWork' || isTimed(parents.get(id)));
  const isLimited = nodes.some(({ callFrame }) => callFrame.functionName === 'timedWork');
  const sums = new Map<string, number>();
  let at = startTime;
  let all = 0;
  samples.forEach((id, i) => {
    const delta = timeDeltas[i] ?? 0;
    at += delta;
    const frame = byId.get(id)?.callFrame;
    if (frame === undefined || at < from || frame.functionName === '(idle)' || (isLimited && !isTimed(id))) return;
    const part = byFile ? fileOf(frame) : partOf(frame);
    sums.set(part, (sums.get(part) ?? 0) + delta);
    all += delta;
  });
  return new Map([...sums].map(([part, sum]) => [part, sum / all]));
}

type Frame = Profiler.ProfileNode['callFrame'];

function partOf({ functionName, url, lineNumber }: Frame): string {
  if (functionName === 'implementation') return 'implementations';
  if (functionName === '(garbage collector)') return 'garbage collection';
  // With the loop of the benchmark, into which most of it is inlined.
  return isOfV8({ url, lineNumber }) ? 'V8 itself' : 'what calls them';
}

function fileOf({ functionName, url, lineNumber }: Frame): string {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (isOfV8({ url, lineNumber })) return 'V8 itself';
  const [, folder, file] = /([^/]+)\/(?:dist|lib|src)\/(.+)$/.exec(url) ?? [];
  return folder === undefined ? 'generated code' : `${folder}/${file}`;
}

/** Its built-in functions have no lines; generated code has no address, but lines. */
function isOfV8({ url, lineNumber }: Pick<Frame, 'url' | 'lineNumber'>): boolean {
  return url === '' ? lineNumber < 0 : url.startsWith('node:');
}
