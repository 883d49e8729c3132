import { type Aims, AIMS, BYTES, NOT_MEASURED } from './aims.ts';
import { median } from './measure.ts';

/** Nanoseconds by candidate. */
type Timings = Readonly<Record<string, number>>;

/** One scenario. */
export interface Measured {
  readonly calls: string;
  /** The index of its aims. */
  readonly aims: number;
  readonly timings: Timings;
}

/** What one run measures: the same scenarios as all others. */
export interface Run {
  readonly measured: readonly Measured[];
  /** Of an implementation. */
  readonly bytes: number | null;
}

/** Candidates of the table of costs: of several in a cell, the one that there is. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'tapable, collected': ['tapable, collected', 'tapable AsyncSeriesHook, collected'],
  tapable: [
    'tapable',
    'tapable SyncBailHook',
    'tapable AsyncSeriesHook',
    'tapable, last in first out by stage',
    'tapable, by its private parts',
  ],
  'lite-tapable': ['lite-tapable'],
  eventemitter3: ['eventemitter3'],
  'hookable core': ['hookable core'],
  hookable: ['hookable'],
  'by hand': ['by hand', 'by hand, no array'],
};

/** What calls cost: time of Pintle with both engines, and time of others ÷ time of Pintle with closures. */
export function costsTable(runs: readonly Run[]): string {
  const rows = scenariosOf(runs).map(({ calls }, i) => {
    const all = timingsOf(runs, i);
    const ours = ['pintle', 'pintle, compiled'].map((name) => medianOf(all, (timings) => timings[name]));
    const others = Object.values(COLUMNS).map((names) =>
      medianOf(all, (timings) => ratio(timings, names.find((name) => name in timings) ?? '', 'pintle')),
    );
    return [calls, ...ours.map(time), ...others.map(number)];
  });
  return markdown(['calls', 'closures', 'compiled', ...Object.keys(COLUMNS)], 1, rows);
}

/** What Pintle aims at: time of the peer ÷ time of Pintle; what misses the aim is in bold. */
export function aimsTable(runs: readonly Run[]): string {
  const rows = scenariosOf(runs).flatMap(({ calls, aims }, i) =>
    rowsOf(AIMS[aims] as Aims, timingsOf(runs, i)).map((cells) => [calls, ...cells]),
  );
  const bytes = medianOf(runs, (one) => one.bytes);
  const memory = bytes === undefined ? '–' : bytes > BYTES ? `**${bytes.toFixed(0)}**` : bytes.toFixed(0);
  rows.push(['bytes of an implementation', '', `at most ${BYTES}`, memory, '–']);
  return markdown(['calls', 'peer', 'aim', 'closures', 'compiled'], 2, rows);
}

function rowsOf({ peers, hasNoEngine = false }: Aims, all: readonly Timings[]): string[][] {
  return Object.entries(peers).map(([peer, aim]) => {
    const [closures, compiled] = typeof aim === 'number' ? [aim, aim] : aim;
    const aimed = closures === compiled ? `${closures ?? '–'}` : `${closures ?? '–'} / ${compiled ?? '–'}`;
    const reached = medianOf(all, (timings) => ratio(timings, peer, 'pintle'));
    const missing = NOT_MEASURED[peer];
    if (reached === undefined && missing !== undefined) return [peer, aimed, missing, '–'];
    const own = `${peer}, compiled`;
    const ofCompiled = medianOf(all, (timings) => ratio(timings, own in timings ? own : peer, 'pintle, compiled'));
    return [peer, aimed, cell(reached, closures), hasNoEngine ? 'the same' : cell(ofCompiled, compiled)];
  });
}

function scenariosOf([first]: readonly Run[]): readonly Measured[] {
  return first?.measured ?? [];
}

/** Of one scenario, by run. */
function timingsOf(runs: readonly Run[], index: number): Timings[] {
  return runs.map(({ measured }) => measured[index]?.timings ?? {});
}

function ratio(timings: Timings, theirs: string, ours: string): number | undefined {
  const [a, b] = [timings[theirs], timings[ours]];
  return a === undefined || b === undefined ? undefined : a / b;
}

function medianOf<T>(runs: readonly T[], of: (run: T) => number | null | undefined): number | undefined {
  const all = runs.map(of).filter((value) => typeof value === 'number');
  return all.length === 0 ? undefined : median(all);
}

function cell(value: number | undefined, aim: number | undefined): string {
  return value !== undefined && aim !== undefined && value < aim ? `**${number(value)}**` : number(value);
}

function number(value: number | undefined): string {
  if (value === undefined) return '–';
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

function time(ns: number | undefined): string {
  if (ns === undefined) return '–';
  if (ns < 1000) return `${ns.toFixed(ns < 10 ? 1 : 0)} ns`;
  return ns < 1e6 ? `${(ns / 1000).toFixed(1)} µs` : `${(ns / 1e6).toFixed(2)} ms`;
}

/** @param words - so many columns hold words; those that follow hold numbers */
function markdown(head: readonly string[], words: number, rows: readonly (readonly string[])[]): string {
  const line = head.map((_, i) => (i < words ? '---' : '---:'));
  return [head, line, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
