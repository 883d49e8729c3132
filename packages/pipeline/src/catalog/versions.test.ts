import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalog } from './catalog.js';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'pintle-versions-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

const entries = { cars: { type: 'text', path: 'data/cars.txt', versioned: true } };
const open = (projectDir: string, saveVersion: string, loadVersions: Record<string, string> = {}) =>
  createCatalog({ projectDir, entries, saveVersion, loadVersions });

describe('a versioned dataset', () => {
  it('keeps every version in a folder of its own and loads the latest', async () => {
    const dir = await folder();
    await open(dir, 'v1').save('cars', 'one');
    await open(dir, 'v2').save('cars', 'two');
    expect(await readFile(join(dir, 'data/cars.txt/v1/cars.txt'), 'utf8')).toBe('one');
    expect(await readdir(join(dir, 'data/cars.txt'))).toEqual(['v1', 'v2']);
    expect(await open(dir, 'v3').load('cars')).toBe('two');
  });

  it('loads the version that is pinned', async () => {
    const dir = await folder();
    await open(dir, 'v1').save('cars', 'one');
    await open(dir, 'v2').save('cars', 'two');
    expect(await open(dir, 'v3', { cars: 'v1' }).load('cars')).toBe('one');
    await expect(open(dir, 'v3', { cars: 'v22' }).load('cars')).rejects.toMatchObject({
      code: 'DATASET_VERSION_NOT_FOUND',
      hint: 'Did you mean "v2"?',
    });
    expect(await open(dir, 'v3', { cars: 'v22' }).exists('cars')).toBe(false);
  });

  it('loads what this run saved, even where a later name exists', async () => {
    const dir = await folder();
    await open(dir, 'z').save('cars', 'z');
    const catalog = open(dir, 'a');
    expect(await catalog.load('cars')).toBe('z');
    await catalog.save('cars', 'a');
    expect(await catalog.load('cars')).toBe('a');
    expect([catalog.version('cars', 'load'), catalog.version('cars', 'save')]).toEqual(['a', 'a']);
  });

  it('stays with the version it loaded first, though another run saves meanwhile', async () => {
    const dir = await folder();
    await open(dir, 'v1').save('cars', 'one');
    const catalog = open(dir, 'v9');
    expect(await catalog.load('cars')).toBe('one');
    await open(dir, 'v2').save('cars', 'two');
    expect(await catalog.load('cars')).toBe('one');
  });

  it('never overwrites a version of another run, but may save its own again', async () => {
    const dir = await folder();
    const catalog = open(dir, 'v1');
    await catalog.save('cars', 'one');
    await catalog.save('cars', 'one again');
    expect(await catalog.load('cars')).toBe('one again');
    await expect(open(dir, 'v1').save('cars', 'other')).rejects.toMatchObject({ code: 'DATASET_VERSION_EXISTS' });
    expect(await catalog.load('cars')).toBe('one again');
  });

  it('passes over folders that hold no file: a save that never finished', async () => {
    const dir = await folder();
    await open(dir, 'v1').save('cars', 'one');
    await mkdir(join(dir, 'data/cars.txt/v2'));
    await writeFile(join(dir, 'data/cars.txt/v2/.cars.txt.1.tmp'), 'half');
    expect(await open(dir, 'v3').load('cars')).toBe('one');
  });

  it('exists once it has a version', async () => {
    const dir = await folder();
    expect(await open(dir, 'v1').exists('cars')).toBe(false);
    await expect(open(dir, 'v1').load('cars')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await open(dir, 'v1').save('cars', 'one');
    expect(await open(dir, 'v2').exists('cars')).toBe(true);
  });

  it('says what to do with a plain file in its place', async () => {
    const dir = await folder();
    await mkdir(join(dir, 'data'));
    await writeFile(join(dir, 'data/cars.txt'), 'plain');
    const hint = 'Move cars.txt to cars.txt/<version>/cars.txt, or drop "versioned: true".';
    await expect(open(dir, 'v1').load('cars')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND', hint });
    await expect(open(dir, 'v1').save('cars', 'x')).rejects.toMatchObject({ code: 'DATASET_SAVE_FAILED', hint });
    expect(await readFile(join(dir, 'data/cars.txt'), 'utf8')).toBe('plain');
  });

  it.each(['../v1', 'a/b', '', '.hidden', '..'])('rejects the version name %j', async (version) => {
    const dir = await folder();
    await expect(open(dir, version).save('cars', 'x')).rejects.toMatchObject({ code: 'DATASET_VERSION_INVALID' });
    await expect(open(dir, 'v1', { cars: version }).load('cars')).rejects.toMatchObject({
      code: 'DATASET_VERSION_INVALID',
    });
  });

  it('gets the time as its version where none is given', async () => {
    const dir = await folder();
    await createCatalog({ projectDir: dir, entries }).save('cars', 'x');
    expect(await readdir(join(dir, 'data/cars.txt'))).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z$/),
    ]);
  });
});
