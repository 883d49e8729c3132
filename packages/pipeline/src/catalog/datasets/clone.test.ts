import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalog } from '../catalog.js';

async function open() {
  const projectDir = await mkdtemp(join(tmpdir(), 'pintle-clone-'));
  onTestFinished(() => rm(projectDir, { recursive: true }));
  const catalog = createCatalog({ projectDir, entries: { x: { type: 'clone', path: 'x.bin' } } });
  return {
    catalog,
    file: join(projectDir, 'x.bin'),
    async again(data: unknown): Promise<unknown> {
      await catalog.save('x', data);
      return catalog.load('x');
    },
  };
}

describe('clone', () => {
  it('gives back any data', async () => {
    const { again } = await open();
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: false,
    });
    const data = anything.filter((value) => value !== undefined);
    await fc.assert(
      fc.asyncProperty(data, async (value) => {
        expect(await again(value)).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });

  it('gives back data that refers to itself', async () => {
    const { again } = await open();
    const loop: { name: string; self?: unknown } = { name: 'a' };
    loop.self = loop;
    const back = (await again(loop)) as typeof loop;
    expect(back.self).toBe(back);
  });

  it('refuses what would lose its class or cannot be cloned, saying where', async () => {
    class Point {
      readonly x = 1;
    }
    const { catalog, again } = await open();
    await again('kept');
    for (const [value, message] of [
      [{ rows: [1, new Point()] }, 'rows.1 is of the class Point, which cannot be cloned'],
      [new Map([['f', () => 1]]), 'f is a function, which cannot be cloned'],
      [new Set([Symbol('s')]), 'the data is a symbol, which cannot be cloned'],
    ] as const) {
      await expect(catalog.save('x', value)).rejects.toMatchObject({
        code: 'DATASET_SAVE_FAILED',
        message: expect.stringContaining(message) as string,
      });
    }
    expect(await catalog.load('x')).toBe('kept');
  });

  it('says of a file of something else what it is not', async () => {
    const { catalog, file } = await open();
    await expect(catalog.load('x')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await writeFile(file, 'some text');
    await expect(catalog.load('x')).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      message: expect.stringContaining('it holds no cloned data') as string,
    });
  });
});
