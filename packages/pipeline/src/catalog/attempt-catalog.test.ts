import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AttemptCatalog, type AttemptScope } from './attempt-catalog.js';
import { createCatalog } from './catalog.js';
import type { CatalogOptions } from './run-catalog.js';

const entries = {
  plain: { type: 'json', path: 'data/plain.json' },
  cars: { type: 'text', path: 'data/cars.txt', versioned: true },
  table: { type: 'duckdb', database: 'data/x.duckdb', table: 'cars' },
  loose: { type: 'memory' },
};

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'pintle-attempt-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

const open = (projectDir: string, options: Partial<CatalogOptions> = {}) =>
  createCatalog({ projectDir, entries, saveVersion: 'v1', ...options });

const attempt = (projectDir: string, scope: Partial<AttemptScope> = {}, options: Partial<CatalogOptions> = {}) =>
  new AttemptCatalog(open(projectDir, options), {
    attemptId: 'a1',
    inputs: {},
    outputs: Object.keys(entries),
    ...scope,
  });

describe('an attempt on another machine', () => {
  it('writes copies, which are seen by nobody but itself until they are published', async () => {
    const dir = await folder();
    await open(dir).save('plain', 'before');
    const catalog = attempt(dir);
    await catalog.save('plain', 'after');
    expect(await catalog.load('plain')).toBe('after');
    expect(await open(dir).load('plain')).toBe('before');
    expect(catalog.refs).toEqual({ plain: { dataset: 'plain', attemptId: 'a1' } });
    await open(dir).stage('plain', { attemptId: 'a1' })?.publish();
    expect(await open(dir).load('plain')).toBe('after');
    expect(await readdir(join(dir, 'data'))).toEqual(['plain.json']);
  });

  it('never overwrites what another attempt has published, however late it writes', async () => {
    const dir = await folder();
    const [stale, living] = [attempt(dir, { attemptId: 'stale' }), attempt(dir, { attemptId: 'living' })];
    await living.save('plain', 'living');
    await open(dir).stage('plain', { attemptId: 'living' })?.publish();
    await stale.save('plain', 'stale');
    expect(await open(dir).load('plain')).toBe('living');
    await stale.discard();
    expect(await readdir(join(dir, 'data'))).toEqual(['plain.json']);
  });

  it('publishes once: again, it finds that done', async () => {
    const dir = await folder();
    await attempt(dir).save('plain', 'one');
    await open(dir).stage('plain', { attemptId: 'a1' })?.publish();
    await open(dir).stage('plain', { attemptId: 'a1' })?.publish();
    expect(await open(dir).load('plain')).toBe('one');
  });

  it('says which dataset could not be published when neither copy nor dataset is there', async () => {
    const dir = await folder();
    await expect(open(dir).stage('plain', { attemptId: 'never' })?.publish()).rejects.toMatchObject({
      code: 'DATASET_SAVE_FAILED',
      dataset: 'plain',
      operation: 'publish',
    });
  });

  it('refuses to save undefined, naming the node', async () => {
    await expect(attempt(await folder()).save('plain', undefined, { node: 'n' })).rejects.toMatchObject({
      code: 'DATASET_SAVE_UNDEFINED',
      node: 'n',
    });
  });

  it('saves what is not its output, and what cannot be kept apart, in place', async () => {
    const dir = await folder();
    const catalog = attempt(dir, { outputs: ['loose'] });
    await catalog.save('plain', 1);
    await catalog.save('loose', 2);
    expect(await open(dir).load('plain')).toBe(1);
    expect(await catalog.load('loose')).toBe(2);
    expect(catalog.refs).toEqual({ plain: { dataset: 'plain' }, loose: { dataset: 'loose' } });
  });
});

describe('versions of an attempt', () => {
  it('are the one that the copy is to become, wherever it is published', async () => {
    const dir = await folder();
    const catalog = attempt(dir);
    await catalog.save('cars', 'one');
    expect(catalog.version('cars', 'save')).toBe('v1');
    expect(catalog.refs).toEqual({ cars: { dataset: 'cars', attemptId: 'a1', version: 'v1' } });
    // A later attempt of the run would save as v2, and still finds the copy of v1.
    const later = open(dir, { saveVersion: 'v2' });
    await later.stage('cars', { attemptId: 'a1', version: 'v1' })?.publish();
    expect(await readFile(join(dir, 'data/cars.txt/v1/cars.txt'), 'utf8')).toBe('one');
    expect(await later.load('cars')).toBe('one');
  });

  it('are loaded as the task names them, whatever is the latest', async () => {
    const dir = await folder();
    await open(dir).save('cars', 'one');
    await open(dir, { saveVersion: 'v2' }).save('cars', 'two');
    const catalog = attempt(dir, { inputs: { cars: { dataset: 'cars', version: 'v1' } } });
    expect(await catalog.load('cars')).toBe('one');
    expect(catalog.version('cars', 'load')).toBe('v1');
    expect(await attempt(dir).load('cars')).toBe('two');
  });

  it('are never overwritten', async () => {
    const dir = await folder();
    await open(dir).save('cars', 'one');
    await expect(attempt(dir).save('cars', 'other')).rejects.toMatchObject({ code: 'DATASET_VERSION_EXISTS' });
  });

  it('are pinned for a run by whoever asks first', async () => {
    const dir = await folder();
    const catalog = open(dir, { saveVersion: 'v9' });
    expect(await catalog.pin('cars')).toBeUndefined();
    await open(dir).save('cars', 'one');
    expect(await catalog.pin('cars')).toBe('v1');
    await open(dir, { saveVersion: 'v2' }).save('cars', 'two');
    expect(await catalog.pin('cars')).toBe('v1');
    expect(await catalog.pin('plain')).toBeUndefined();
  });
});

describe('tables of an attempt', () => {
  it('are kept in a database of their own until they are published', async () => {
    const dir = await folder();
    await open(dir).save('table', [{ id: 1, note: { a: 1 } }]);
    const catalog = attempt(dir);
    await catalog.save('table', [{ id: 2, note: { a: 2 } }]);
    expect(await catalog.load('table')).toEqual([{ id: 2, note: { a: 2 } }]);
    expect(await open(dir).load('table')).toEqual([{ id: 1, note: { a: 1 } }]);
    await open(dir).stage('table', { attemptId: 'a1' })?.publish();
    await open(dir).stage('table', { attemptId: 'a1' })?.publish();
    expect(await open(dir).load('table')).toEqual([{ id: 2, note: { a: 2 } }]);
    expect(await readdir(join(dir, 'data'))).toEqual(['x.duckdb']);
  });

  it('are removed with what the database left beside them', async () => {
    const dir = await folder();
    await open(dir).save('table', [{ id: 1 }]);
    const catalog = attempt(dir);
    await catalog.save('table', [{ id: 2 }]);
    await writeFile(join(dir, 'data/.x.duckdb.a1.staged.wal'), '');
    await catalog.discard();
    expect(await readdir(join(dir, 'data'))).toEqual(['x.duckdb']);
  });
});

describe('a dataset that a program has set', () => {
  it('is loaded as it is, also in the place of a versioned one', async () => {
    const dir = await folder();
    await open(dir).save('cars', 'one');
    const catalog = open(dir);
    catalog.set('cars', { type: 'own', load: () => 'set', save: () => {} });
    expect(await catalog.pin('cars')).toBeUndefined();
    const scope = { attemptId: 'a1', inputs: { cars: { dataset: 'cars', version: 'v1' } }, outputs: [] };
    expect(await new AttemptCatalog(catalog, scope).load('cars')).toBe('set');
  });
});
