import { readFileSync } from 'node:fs';
import type { HookArgs } from '@pintle/hookspecs';
import { node, pipeline } from '@pintle/pipeline';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TracedRun, tracedRun } from '../test/support/traced-project.js';
import { ATTR, EVENT, METRIC, type MetricDescription } from './names.js';

const page = readFileSync(new URL('../../../docs/reference/telemetry.md', import.meta.url), 'utf8');

/** The cells of the table of the page whose first heading is this one. */
function table(heading: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  if (start === -1) throw new RangeError(`the page has no table of "${heading}"`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The names in a cell. */
const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).toSorted();

/** Names by the name in the first column, out of another. */
function listed(heading: string, column: number): Record<string, string[]> {
  return Object.fromEntries(table(heading).map((cells) => [namesIn(cells[0])[0] ?? '', namesIn(cells[column])]));
}

const model = { name: 'mart', path: 'mart.sql', tags: [], meta: {}, status: 'pending' as const };
const failing = {
  name: 'failing',
  hooks: {
    on_node_end: ({ node: { name } }: HookArgs<'on_node_end'>) => {
      if (name === 'read') throw new RangeError('no end');
    },
  },
};

/** Runs in which everything happens that has a name. */
async function everything(): Promise<readonly TracedRun[]> {
  const built = pipeline('all', [
    node({ name: 'read', outputs: 'x', tags: ['staging'], retry: { maxAttempts: 2 } }, (_, { attempt }) => {
      if (attempt === 1) throw new RangeError('not yet');
      return [1];
    }),
    node({ name: 'load', inputs: 'gone', outputs: 'y' }, () => 1),
    node({ name: 'write', inputs: 'x', outputs: 'refused' }, () => 1),
    node({ name: 'after', inputs: ['x', 'y'], outputs: 'z' }, () => 1),
  ]);
  const mart = { name: 'mart', inputs: ['x'], outputs: ['m'], namespace: 'shop', model };
  const run = (_: unknown, { report }: { report(said: { rowsAffected: number }): void }) => {
    report({ rowsAffected: 1 });
    return { m: 1 };
  };
  const refuse = {
    name: 'refuse',
    hooks: {
      after_catalog_created: ({ catalog }: HookArgs<'after_catalog_created'>) =>
        catalog.set('refused', { type: 'refusing', load: () => 1, save: () => Promise.reject(new TypeError('full')) }),
    },
  };
  const controller = new AbortController();
  const stopped = node({ name: 'stopped', outputs: 'w' }, (_, { signal }) => {
    setTimeout(() => controller.abort('enough'), 5);
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  return [
    await tracedRun({
      files: { 'conf/base/catalog.yml': 'gone: { type: json, path: data/gone.json }' },
      pipeline: { ...built, nodes: [...built.nodes, { ...mart, run }] },
      plugins: [failing, refuse],
      run: { keepGoing: true },
      telemetry: { hookSpans: true },
    }),
    await tracedRun({ pipeline: pipeline('stop', [stopped]), run: { signal: controller.signal } }),
  ];
}

describe('docs/reference/telemetry.md', () => {
  let runs: readonly TracedRun[];
  beforeAll(async () => {
    runs = await everything();
  });

  it('lists every attribute that there is, and no other', () => {
    expect(Object.keys(listed('attribute', 1)).toSorted()).toEqual(Object.values<string>(ATTR).toSorted());
  });

  it('lists the spans that are made, with their attributes', () => {
    const made: Record<string, Set<string>> = {};
    for (const { name, attributes } of runs.flatMap(({ spans }) => spans)) {
      const names = (made[name.split(' ')[0] ?? ''] ??= new Set());
      for (const attribute of Object.keys(attributes)) names.add(attribute);
    }
    const documented = Object.entries(listed('span', 2)).map(([span, names]) => [span.split(' ')[0], names]);
    expect(Object.fromEntries(Object.entries(made).map(([span, names]) => [span, [...names].toSorted()]))).toEqual(
      Object.fromEntries(documented),
    );
  });

  it('lists the events of spans, with their attributes', () => {
    const events = runs.flatMap(({ spans }) => spans.flatMap((span) => span.events));
    const ours = events.filter(({ name }) => name !== 'exception');
    const made = Object.fromEntries(ours.map(({ name, attributes }) => [name, Object.keys(attributes).toSorted()]));
    const { exception, ...documented } = listed('event', 2);
    expect(exception).toEqual([]);
    expect(made).toEqual(documented);
    expect(Object.keys(documented).toSorted()).toEqual(Object.values<string>(EVENT).toSorted());
  });

  it('lists the metrics that are recorded, with kind, unit, words and attributes', () => {
    const rows = table('metric').map(([name, kind, unit, words]) => [namesIn(name)[0], kind, namesIn(unit)[0], words]);
    const known = Object.values<MetricDescription>(METRIC).map(({ name, unit, description, buckets }) => [
      name,
      buckets === undefined ? 'counter' : 'histogram',
      unit,
      description,
    ]);
    expect(rows).toEqual(known);
    const made: Record<string, Set<string>> = {};
    for (const { name, points } of runs.flatMap(({ metrics }) => [...metrics.values()])) {
      const names = (made[name] ??= new Set());
      for (const attribute of points.flatMap(({ attributes }) => Object.keys(attributes))) names.add(attribute);
    }
    expect(Object.fromEntries(Object.entries(made).map(([name, names]) => [name, [...names].toSorted()]))).toEqual(
      listed('metric', 4),
    );
  });
});
