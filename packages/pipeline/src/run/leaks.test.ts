import { definePlugin } from '@pintle/core';
import type { Model, PipelineNode, RunEvent, RunResult } from '@pintle/hookspecs';
import { DECLARED_HOOKS } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/index.js';

const MODEL: Model = { name: 'm', path: 'm.sql', tags: ['t'], meta: {}, status: 'pending' };

const nodes = (): PipelineNode[] => [
  {
    name: 'a',
    inputs: ['in', 'params:p.q'],
    outputs: ['x'],
    tags: ['t'],
    model: MODEL,
    run: ({ in: rows, 'params:p.q': q }) => ({ x: [...(rows as number[]), q] }),
  },
  {
    name: 'flaky',
    inputs: ['x'],
    outputs: ['y'],
    retry: { maxAttempts: 2 },
    run({ x }, { attempt }) {
      if (attempt === 1) throw new RangeError('once');
      return { y: x };
    },
  },
  { name: 'bad', inputs: ['missing'], outputs: ['z'], run: () => ({ z: 1 }) },
  { name: 'after', inputs: ['z'], outputs: ['w'], run: () => ({ w: 1 }) },
];
const FILES = {
  'conf/base/parameters.yml': 'p: { q: 3, list: [1] }',
  'conf/base/catalog.yml': 'in: { type: json, path: in.json }\nmissing: { type: json, path: nowhere.json }',
  'in.json': [1, 2],
};

/** Not touched: what belongs to nobody but its thrower, the platform's own, and data, whose inside is the nodes' matter. */
const LEFT_ALONE = new Set(['log', 'signal', 'error', 'data', 'startedAt', 'finishedAt', 'graph']);
/** Records of data: what they hold is data, but they themselves are not to be changed. */
const OF_DATA = new Set(['inputs', 'outputs']);

/** Tries to change everything that can be reached. */
function spoil(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > 3) return;
  const attempt = (change: () => void): void => {
    try {
      change();
    } catch {
      // Refused, as it should be.
    }
  };
  if (value instanceof Map || value instanceof Set) attempt(() => value.clear());
  if (Array.isArray(value)) attempt(() => value.push('spoiled'));
  for (const [key, inner] of Object.entries(value)) {
    if (LEFT_ALONE.has(key)) continue;
    if (!OF_DATA.has(key) || depth === 0) spoil(inner, OF_DATA.has(key) ? 3 : depth + 1);
    attempt(() => {
      (value as Record<string, unknown>)[key] = 'spoiled';
    });
  }
  for (const method of ['load', 'save', 'get', 'set', 'nodes', 'run', 'extra']) {
    attempt(() => {
      (value as Record<string, unknown>)[method] = () => 'spoiled';
    });
  }
}

const spoiler = definePlugin({
  name: 'spoiler',
  hooks: Object.fromEntries(
    DECLARED_HOOKS.map((hook) => [hook, { tryFirst: true, handler: (args: object) => spoil(args) }]),
  ),
});

/** What another plugin is handed, as far as it is the same from run to run. */
function witness(seen: string[]): object {
  const tell = (hook: string, args: Record<string, unknown>): void => {
    const own: Record<string, unknown> = { ...args };
    for (const key of ['log', 'signal', 'run', 'resources', 'idempotencyKey', 'runParams', 'saveVersion', 'event'])
      delete own[key];
    const text = JSON.stringify(own, (key, value: unknown) => {
      if (/^(startedAt|finishedAt|durationMs|elapsedMs|projectDir)$/.test(key)) return undefined;
      if (value instanceof Map) return [...value];
      return value instanceof Error ? value.message.replace(/test-\w+/g, '') : value;
    });
    seen.push(`${hook} ${text}`);
  };
  return definePlugin({
    name: 'witness',
    hooks: Object.fromEntries(
      DECLARED_HOOKS.map((hook) => [
        hook,
        { tryLast: true, handler: (args: Record<string, unknown>) => tell(hook, args) },
      ]),
    ),
  });
}

async function play(
  plugins: readonly object[],
): Promise<{ seen: string[]; results: RunResult[]; events: RunEvent[][] }> {
  const seen: string[] = [];
  await using project = await createTestProject({
    files: FILES,
    pipelines: [pipeline('p', nodes())],
    plugins: [...plugins, witness(seen)],
  });
  // What leaks from one run would show in the next.
  const results = [await project.run({ keepGoing: true }), await project.run({ keepGoing: true, tags: ['t'] })];
  return { seen, results, events: results.map(({ run }) => [...project.events(run.runId)]) };
}

const outline = ({ nodes: ends, outputs, outcome, stats, run }: RunResult): unknown => ({
  ends: [...ends].map(([name, { status }]) => [name, status]),
  outputs,
  status: outcome.status,
  stats: { ...stats, durationMs: 0 },
  params: run.params,
});
const kinds = (events: readonly RunEvent[]): unknown =>
  events.map((event) => ({
    ...event,
    time: '',
    runId: '',
    key: '',
    durationMs: 0,
    stats: {},
    error: {},
    plugins: [],
    params: {},
  }));

describe('a hook that changes whatever it can', () => {
  it('changes nothing for other hooks, for nodes, for the log, or for the next run', async () => {
    const clean = await play([]);
    const spoiled = await play([spoiler]);
    expect(spoiled.results.map(outline)).toEqual(clean.results.map(outline));
    expect(spoiled.seen).toEqual(clean.seen);
    expect(spoiled.events.map(kinds)).toEqual(clean.events.map(kinds));
    expect(clean.results.map(({ outcome }) => outcome.status)).toEqual(['error', 'success']);
  });

  it('hears of it where the thing is frozen', async () => {
    const told: unknown[] = [];
    const naive = definePlugin({
      name: 'naive',
      hooks: {
        before_node_run: ({ inputs }: { inputs: Record<string, unknown> }) => void (inputs['in'] = []),
        on_node_error: ({ error }: { error: unknown }) => void told.push(error),
      },
    });
    await using project = await createTestProject({
      files: FILES,
      pipelines: [pipeline('p', nodes())],
      plugins: [naive],
    });
    const { outcome } = await project.run({ nodes: ['a'] });
    expect(outcome.error).toBeInstanceOf(TypeError);
    expect(outcome.error).toMatchObject({ message: expect.stringContaining('read only') });
    expect(told).toEqual([outcome.error]);
  });

  it('is handed args that nobody else has, and a plain object of nodes it gave may not change any more', async () => {
    const mine = nodes()[0] as PipelineNode;
    pipeline('p', [mine]);
    expect([mine, mine.inputs, mine.outputs, mine.tags].map(Object.isFrozen)).toEqual([true, true, true, true]);
  });
});
