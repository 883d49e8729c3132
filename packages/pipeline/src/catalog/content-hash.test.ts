import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetFacts } from '@pintle/hookspecs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { node } from '../describe/node.js';
import { pipeline } from '../describe/pipeline.js';
import { createTestProject } from '../testing/test-project.js';
import { AttemptCatalog } from './attempt-catalog.js';
import { createCatalog } from './catalog.js';
import type { CatalogUser, RunCatalog } from './run-catalog.js';

const rows = [
  { id: 1, name: 'Ünlü 🪝' },
  { id: 2, name: '' },
];

async function open(entry: Readonly<Record<string, unknown>>): Promise<{ catalog: RunCatalog; file: string }> {
  const projectDir = await mkdtemp(join(tmpdir(), 'pintle-hash-'));
  onTestFinished(() => rm(projectDir, { recursive: true }));
  const catalog = createCatalog({ projectDir, entries: { x: { path: 'x.dat', ...entry } }, saveVersion: 'v1' });
  return { catalog, file: join(projectDir, entry['versioned'] === true ? 'x.dat/v1/x.dat' : 'x.dat') };
}

/** What a dataset tells while something is done with it. */
async function told(act: (user: CatalogUser) => Promise<unknown>): Promise<readonly DatasetFacts[]> {
  const facts: DatasetFacts[] = [];
  await act({ tell: (fact) => facts.push(fact) });
  return facts;
}

const hashOf = (bytes: string | Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

describe('the content hash of a dataset', () => {
  it.each([
    ['text', 'Ünlü'],
    ['json', rows],
    ['yaml', rows],
    ['jsonl', rows],
    ['csv', rows],
    ['clone', rows],
  ])('is that of the bytes of a %s file, saved and loaded', async (type, data) => {
    const { catalog, file } = await open({ type });
    const saved = await told((user) => catalog.save('x', data, user));
    expect(saved).toEqual([{ contentHash: hashOf(readFileSync(file)) }]);
    expect(await told((user) => catalog.load('x', user))).toEqual(saved);
  });

  it('is known of a parquet file that is saved, and not of one of which parts are read', async () => {
    const { catalog, file } = await open({ type: 'parquet' });
    expect(await told((user) => catalog.save('x', rows, user))).toEqual([{ contentHash: hashOf(readFileSync(file)) }]);
    expect(await told((user) => catalog.load('x', user))).toEqual([]);
  });

  it('is not known of what is in memory', async () => {
    const { catalog } = await open({ type: 'json' });
    expect(await told((user) => catalog.save('undeclared', rows, user))).toEqual([]);
    expect(await told((user) => catalog.load('undeclared', user))).toEqual([]);
  });

  it('is that of the version which was saved or loaded', async () => {
    const { catalog, file } = await open({ type: 'text', versioned: true });
    expect(await told((user) => catalog.save('x', 'one', user))).toEqual([{ contentHash: hashOf('one') }]);
    expect(await told((user) => catalog.loadVersion('x', 'v1', user))).toEqual([
      { contentHash: hashOf(readFileSync(file)) },
    ]);
  });

  it('is that of the copy which an attempt on another machine saves, and publishes', async () => {
    const { catalog, file } = await open({ type: 'json' });
    const attempt = new AttemptCatalog(catalog, { attemptId: 'a1', inputs: {}, outputs: ['x'] });
    const saved = await told((user) => attempt.save('x', rows, user));
    await catalog.stage('x', { attemptId: 'a1' })?.publish();
    expect(saved).toEqual([{ contentHash: hashOf(readFileSync(file)) }]);
  });

  it('is not told of a load that failed', async () => {
    const { catalog } = await open({ type: 'json' });
    expect(await told((user) => catalog.load('x', user).catch(() => {}))).toEqual([]);
    await expect(catalog.save('x', () => {}, {})).rejects.toMatchObject({ code: 'DATASET_SAVE_FAILED' });
  });

  it('is taken of all blocks of a large file, which loads as it was', async () => {
    const { catalog, file } = await open({ type: 'jsonl' });
    // Of three bytes each, so that blocks end in the middle of a character.
    const large = Array.from({ length: 50 }, (_, index) => `${index}${'あ'.repeat(20_000)}`);
    const saved = await told((user) => catalog.save('x', large, user));
    expect(saved).toEqual([{ contentHash: hashOf(readFileSync(file)) }]);
    let loaded: unknown;
    expect(await told(async (user) => (loaded = await catalog.load('x', user)))).toEqual(saved);
    expect(loaded).toEqual(large);
  });

  it('is in the events of a run, and no data is', async () => {
    const copy = node({ name: 'copy', inputs: 'in', outputs: ['out', 'log'] }, (text: unknown) => [
      text,
      'kept in memory',
    ]);
    await using project = await createTestProject({
      files: {
        'data/in.txt': 'the very bytes',
        'conf/base/catalog.yml': 'in: { type: text, path: data/in.txt }\nout: { type: text, path: data/out.txt }\n',
      },
      pipelines: [pipeline('p', [copy])],
    });
    const { runId } = (await project.run()).run;
    const hashes = project
      .events(runId)
      .flatMap((event) =>
        event.type === 'dataset_loaded' || event.type === 'dataset_saved'
          ? [[event.type, event.dataset, event.contentHash]]
          : [],
      );
    const hash = hashOf('the very bytes');
    expect(hashes).toEqual([
      ['dataset_loaded', 'in', hash],
      ['dataset_saved', 'out', hash],
      ['dataset_saved', 'log', undefined],
    ]);
    expect(project.read(`.pintle/runs/${runId}/events.jsonl`)).not.toContain('the very bytes');
  });
});
