import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { defineDatasetType } from '@pintle/hookspecs';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createConfig } from '../config/config.js';
import { createCatalog } from './catalog.js';
import type { CatalogOptions } from './run-catalog.js';

async function project(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pintle-catalog-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

const catalogOf = (options: Partial<CatalogOptions> = {}) => createCatalog({ projectDir: '/nowhere', ...options });

/** A catalog read from files, as a session does it. */
async function configured(catalog: string, variables: Readonly<Record<string, string>> = {}) {
  const projectDir = await project({ 'conf/base/catalog.yml': catalog });
  const config = await createConfig({ projectDir, env: 'local', variables });
  const source = await config.read('catalog');
  return createCatalog({ projectDir, entries: source.value, source });
}

const failure = async (doing: Promise<unknown> | (() => unknown)): Promise<Error> => {
  try {
    await (typeof doing === 'function' ? doing() : doing);
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
};

describe('names', () => {
  const entries = {
    a: { type: 'memory' },
    b: { type: 'text', path: 'b.txt' },
    '{x}_text': { type: 'text', path: '{x}.txt' },
    _anchor: { type: 'memory' },
  };

  it('are those declared, in their order; patterns and anchors are not among them', () => {
    const catalog = catalogOf({ entries, parameters: { p: { q: 1 } } });
    expect(catalog.keys()).toEqual(['a', 'b']);
    expect(
      ['a', 'b', 'oslo_text', 'c', '_anchor', 'parameters', 'params:p', 'params:p.q', 'params:z'].map((name) =>
        catalog.has(name),
      ),
    ).toEqual([true, true, true, false, false, true, true, true, false]);
  });

  it('come to a dataset by declaration, by pattern, as parameters, or as memory', () => {
    const catalog = catalogOf({ entries });
    expect(['a', 'oslo_text', 'params:x', 'other'].map((name) => catalog.origin(name))).toEqual([
      'declared',
      'pattern',
      'parameters',
      'memory',
    ]);
    expect(['a', 'oslo_text', 'params:x', 'other'].map((name) => catalog.get(name).type)).toEqual([
      'memory',
      'text',
      'parameters',
      'memory',
    ]);
  });

  it('mean the same dataset each time', () => {
    const catalog = catalogOf({ entries });
    for (const name of ['a', 'b', 'oslo_text', 'other', 'params:x']) expect(catalog.get(name)).toBe(catalog.get(name));
  });

  it('take the most specific pattern', async () => {
    const projectDir = await project({ 'x.txt': 'specific', 'any.txt': 'any' });
    const catalog = createCatalog({
      projectDir,
      entries: { '{any}': { type: 'text', path: 'any.txt' }, 'x_{n}': { type: 'text', path: 'x.txt' } },
    });
    expect([await catalog.load('x_1'), await catalog.load('y')]).toEqual(['specific', 'any']);
  });

  it('that are parameters cannot be declared', () => {
    expect(() => catalogOf({ entries: { 'params:x': { type: 'memory' } } })).toThrow(
      expect.objectContaining({ code: 'DATASET_CONFIG_INVALID' }),
    );
    expect(() => catalogOf({ entries: { parameters: { type: 'memory' } } })).toThrow(/name of parameters/);
  });
});

describe('changing the catalog', () => {
  const fixed = { type: 'fixed', load: () => 42, save: () => {} };

  it('sets and deletes datasets until it is frozen', async () => {
    const catalog = catalogOf({ entries: { a: { type: 'memory' } } });
    catalog.set('b', fixed);
    expect([catalog.keys(), await catalog.load('b')]).toEqual([['a', 'b'], 42]);
    expect([catalog.delete('a'), catalog.delete('a'), catalog.keys()]).toEqual([true, false, ['b']]);
    expect(catalog.origin('a')).toBe('memory');
    catalog.freeze();
    const frozen = { code: 'CATALOG_FROZEN', hint: 'Change the catalog in the hook after_catalog_created.' };
    expect(() => catalog.set('c', fixed)).toThrow(expect.objectContaining(frozen));
    expect(() => catalog.delete('b')).toThrow(expect.objectContaining(frozen));
    expect([catalog.keys(), await catalog.load('b')]).toEqual([['b'], 42]);
  });

  it('still makes datasets for undeclared names when frozen', async () => {
    const catalog = catalogOf();
    catalog.freeze();
    await catalog.save('x', 1);
    expect(await catalog.load('x')).toBe(1);
  });

  it('rejects what is no dataset, and parameters', () => {
    const catalog = catalogOf();
    expect(() => catalog.set('a', { type: 'x', load: 1 } as never)).toThrow(
      expect.objectContaining({ code: 'DATASET_INVALID' }),
    );
    expect(() => catalog.set('a', null as never)).toThrow(expect.objectContaining({ code: 'DATASET_INVALID' }));
    expect(() => catalog.set('params:a', fixed)).toThrow(expect.objectContaining({ code: 'DATASET_READ_ONLY' }));
  });
});

describe('a load or save that fails', () => {
  it('says node, dataset, type, file and cause', async () => {
    const catalog = createCatalog({
      projectDir: await project({ 'data/cars.json': '{' }),
      entries: { cars: { type: 'json', path: 'data/cars.json' } },
    });
    const error = await failure(catalog.load('cars', { node: 'clean' }));
    expect(error).toMatchObject({
      name: 'DatasetError',
      code: 'DATASET_LOAD_FAILED',
      dataset: 'cars',
      datasetType: 'json',
      operation: 'load',
      node: 'clean',
      file: 'data/cars.json',
    });
    expect(error.message).toMatch(
      /^Node "clean" could not load dataset "cars" \(json, data\/cars\.json\): it is not valid JSON: /,
    );
    expect(error.cause).toBeInstanceOf(SyntaxError);
    expect((await failure(catalog.load('cars'))).message).toMatch(/^Could not load dataset "cars"/);
  });

  it('hints at the closest file when there is none', async () => {
    const entries = { cars: { type: 'text', path: 'data/cras.txt' }, none: { type: 'text', path: 'other/x.txt' } };
    const catalog = createCatalog({
      projectDir: await project({ 'data/cars.txt': '', 'data/bikes.txt': '' }),
      entries,
    });
    expect(await failure(catalog.load('cars'))).toMatchObject({
      code: 'DATASET_NOT_FOUND',
      hint: 'Did you mean "cars.txt"?',
    });
    expect(await failure(catalog.load('none'))).toMatchObject({
      code: 'DATASET_NOT_FOUND',
      hint: expect.stringContaining('does not exist either') as string,
    });
  });

  it('keeps what a custom dataset threw as the cause, the very object', async () => {
    const thrown = new TypeError('offline');
    const catalog = catalogOf();
    catalog.set('api', {
      type: 'api',
      load: () => Promise.reject(thrown),
      save() {
        throw thrown;
      },
      describe() {
        throw new Error('describe is broken too');
      },
    });
    expect(await failure(catalog.load('api'))).toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      cause: thrown,
      message: 'Could not load dataset "api" (api): offline',
    });
    expect(await failure(catalog.save('api', 1, { node: 'n' }))).toMatchObject({
      code: 'DATASET_SAVE_FAILED',
      cause: thrown,
      node: 'n',
    });
  });

  it('rejects undefined, and accepts null', async () => {
    const catalog = catalogOf();
    expect(await failure(catalog.save('x', undefined, { node: 'n' }))).toMatchObject({
      code: 'DATASET_SAVE_UNDEFINED',
      dataset: 'x',
      node: 'n',
    });
    await catalog.save('x', null);
    expect(await catalog.load('x')).toBeNull();
  });

  it('says that nothing was saved to a memory dataset yet', async () => {
    expect(await failure(catalogOf().load('x'))).toMatchObject({ code: 'DATASET_EMPTY' });
  });
});

describe('memory datasets', () => {
  const rows = () => [{ id: 1, tags: ['a'] }];

  it('keep what one node does to data from every other', async () => {
    const catalog = catalogOf();
    const produced = rows();
    await catalog.save('x', produced);
    produced[0]?.tags.push('by the producer');
    const first = (await catalog.load('x')) as ReturnType<typeof rows>;
    first[0]?.tags.push('by a consumer');
    first.length = 0;
    expect(await catalog.load('x')).toEqual(rows());
  });

  it('hand on the very object with copyMode: assign', async () => {
    const catalog = catalogOf({ entries: { x: { type: 'memory', copyMode: 'assign' } } });
    const produced = rows();
    await catalog.save('x', produced);
    expect(await catalog.load('x')).toBe(produced);
  });

  it('exist while they hold something', async () => {
    const catalog = catalogOf();
    expect(await catalog.exists('x')).toBe(false);
    await catalog.save('x', 0);
    expect(await catalog.exists('x')).toBe(true);
    await catalog.release('x');
    expect(await catalog.exists('x')).toBe(false);
    expect(catalog.get('x').ephemeral).toBe(true);
  });
});

describe('parameters', () => {
  const parameters = { model: { rate: 0.1, layers: [1, 2] }, seed: 7 };

  it('are datasets, the whole and each part', async () => {
    const catalog = catalogOf({ parameters });
    expect(await catalog.load('parameters')).toEqual(parameters);
    expect(await catalog.load('params:model.rate')).toBe(0.1);
    expect(await catalog.load('params:model')).toEqual(parameters.model);
    expect([await catalog.exists('params:seed'), await catalog.exists('params:sed')]).toEqual([true, false]);
  });

  it('cannot be changed by a node for another', async () => {
    const given = structuredClone(parameters);
    const catalog = catalogOf({ parameters: given });
    const model = (await catalog.load('params:model')) as typeof parameters.model;
    expect(() => model.layers.push(3)).toThrow(TypeError);
    given.seed = 8;
    expect(await catalog.load('params:seed')).toBe(7);
  });

  it('that are missing are an error with the closest name', async () => {
    const catalog = catalogOf({ parameters });
    expect(await failure(catalog.load('params:model.rats', { node: 'fit' }))).toMatchObject({
      code: 'DATASET_PARAMETER_UNKNOWN',
      message:
        'Node "fit" could not load dataset "params:model.rats" (parameters): there is no parameter "model.rats".',
      hint: 'Did you mean "model.rate"?',
    });
    for (const name of ['params:', 'params:model.', 'params:seed.x', 'params:toString', 'params:__proto__']) {
      expect(await failure(catalog.load(name))).toMatchObject({ code: 'DATASET_PARAMETER_UNKNOWN' });
    }
  });

  it('cannot be saved', async () => {
    expect(await failure(catalogOf({ parameters }).save('params:seed', 1))).toMatchObject({
      code: 'DATASET_READ_ONLY',
    });
  });
});

describe('a faulty entry', () => {
  it.each([
    ['cars:\n  type: csvv\n', 'DATASET_UNKNOWN_TYPE', '2:3', 'Did you mean "csv"?'],
    ['cars:\n  path: x.csv\n', 'DATASET_CONFIG_INVALID', '1:1', 'Add one of memory, csv'],
    ['cars: x.csv\n', 'DATASET_CONFIG_INVALID', '1:1', 'undefined'],
    ['cars:\n  type: csv\n', 'DATASET_CONFIG_INVALID', '1:1', 'undefined'],
    ['cars:\n  type: csv\n  filepath: x.csv\n', 'DATASET_CONFIG_INVALID', '3:3', 'undefined'],
    ['cars:\n  type: csv\n  path: x.csv\n  delimeter: ";"\n', 'DATASET_CONFIG_INVALID', '4:3', 'undefined'],
    ['cars:\n  type: csv\n  path: x.csv\n  types:\n    id: nubmer\n', 'DATASET_CONFIG_INVALID', '5:5', 'undefined'],
    ['cars:\n  type: csv\n  path: x.csv\n  versioned: yes\n', 'DATASET_CONFIG_INVALID', '4:3', 'undefined'],
    ['cars:\n  type: memory\n  versioned: true\n', 'DATASET_CONFIG_INVALID', '3:3', 'undefined'],
    ['cars:\n  type: csv\n  path: x.csv\n  credentials: {user: me}\n', 'DATASET_CONFIG_INVALID', '4:3', 'undefined'],
    ['"{x}_cars":\n  type: csvv\n', 'DATASET_UNKNOWN_TYPE', '2:3', 'Did you mean "csv"?'],
  ])('is an error with file and line: %j', async (text, code, at, hint) => {
    const error = await failure(configured(text));
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(`conf/base/catalog.yml:${at}: Dataset "`);
    expect(String((error as Error & { hint?: string }).hint)).toMatch(hint);
  });

  it('names the option that was meant, in the words of Kedro too', async () => {
    expect((await failure(configured('cars:\n  type: csv\n  path: x.csv\n  delimeter: ";"\n'))).message).toContain(
      'option "delimeter": There is no such option. Did you mean "delimiter"?',
    );
    expect((await failure(configured('cars:\n  type: csv\n  filepath: x.csv\n'))).message).toContain(
      `Kedro's "filepath" is path here.`,
    );
  });

  it.each(['s3://bucket/x.csv', 'file:///x.csv', '~/x.csv', 'data/', ''])(
    'does not take %j for the path of a file',
    (path) => {
      expect(() => catalogOf({ entries: { cars: { type: 'csv', path } } })).toThrow(
        expect.objectContaining({ code: 'DATASET_CONFIG_INVALID' }),
      );
    },
  );

  it('of a pattern says which name it failed for', async () => {
    const catalog = await configured('"{x}_cars":\n  type: csv\n  path: "{x}://a.csv"\n');
    expect((await failure(() => catalog.get('s3_cars'))).message).toMatch(
      /catalog\.yml:3:3: Dataset "s3_cars": option "path": Expected the path of a file, received a URL/,
    );
  });

  it('never shows the value of a variable', async () => {
    const error = await failure(
      configured('cars:\n  type: csv\n  path: x.csv\n  header: ${env:TOKEN}\n', { TOKEN: 'hunter2-token' }),
    );
    expect(error).toMatchObject({ code: 'DATASET_CONFIG_INVALID' });
    expect(inspect(error)).not.toContain('hunter2');
  });

  it('has a version to load though it is not versioned', () => {
    const entries = { cars: { type: 'text', path: 'x', versioned: true }, bikes: { type: 'memory' } };
    expect(() => catalogOf({ entries, loadVersions: { car: 'v1' } })).toThrow(
      expect.objectContaining({ code: 'DATASET_VERSION_INVALID', hint: 'Did you mean "cars"?' }),
    );
    expect(() => catalogOf({ entries, loadVersions: { bikes: 'v1' } })).toThrow(/not a versioned dataset/);
  });
});

describe('custom dataset types', () => {
  const table = defineDatasetType({
    type: 'table',
    schema: v.strictObject({ name: v.string() }),
    create: ({ config, credentials }) => ({
      type: 'table',
      load: () =>
        Promise.reject(
          Object.assign(new Error(`login ${String(credentials?.['password'])} at ${config.name}`), {
            config: credentials,
          }),
        ),
      save: () => {},
      describe: () => ({ file: `${String(credentials?.['password'])}.db` }),
    }),
  });
  const credentials = { db: { password: 'hunter2-secret' } };

  it('get their options and credentials; a credential never reaches an error', async () => {
    const catalog = catalogOf({
      entries: { t: { type: 'table', name: 'x', credentials: 'db' } },
      credentials,
      types: [table],
    });
    const error = await failure(catalog.load('t', { node: 'n' }));
    expect(error.message).toBe('Node "n" could not load dataset "t" (table, [redacted].db): login [redacted] at x');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
    expect(catalog.redact('p=hunter2-secret')).toBe('p=[redacted]');
  });

  it('say which credentials are missing', () => {
    const catalog = catalogOf({
      entries: { t: { type: 'table', name: 'x', credentials: 'bd' } },
      credentials: { dbx: {} },
      types: [table],
    });
    expect(() => catalog.get('t')).toThrow(
      expect.objectContaining({ code: 'DATASET_CREDENTIALS_UNKNOWN', dataset: 't' }),
    );
  });

  it('cannot take the name of another', () => {
    expect(() => catalogOf({ types: [{ ...table, type: 'csv' }] })).toThrow(
      expect.objectContaining({ code: 'DATASET_TYPE_TAKEN', hint: expect.stringContaining('built in') as string }),
    );
    expect(() => catalogOf({ types: [table, { ...table }] })).toThrow(
      expect.objectContaining({ code: 'DATASET_TYPE_TAKEN' }),
    );
    expect(() => catalogOf({ types: [table, table] })).not.toThrow();
  });

  it('that fail to create a dataset, or create none, are named', () => {
    const broken = defineDatasetType({
      type: 'broken',
      schema: v.object({}),
      create() {
        throw new RangeError('no hunter2-secret');
      },
    });
    const empty = defineDatasetType({ type: 'empty', schema: v.object({}), create: () => ({}) as never });
    const slow = defineDatasetType({ type: 'slow', schema: v.objectAsync({}) as never, create: () => ({}) as never });
    const entries = { b: { type: 'broken' }, e: { type: 'empty' } };
    const catalog = catalogOf({ entries, types: [broken, empty, slow], credentials });
    expect(() => catalog.get('b')).toThrow(
      expect.objectContaining({
        code: 'DATASET_CONFIG_INVALID',
        message: 'Could not create dataset "b" (broken): no [redacted]',
      }),
    );
    expect(() => catalog.get('e')).toThrow(expect.objectContaining({ code: 'DATASET_INVALID' }));
    expect(() => catalogOf({ entries: { s: { type: 'slow' } }, types: [slow] })).toThrow(/answers with a promise/);
  });
});

describe('listing', () => {
  it('shows entries as they are written, with their place and without secrets', async () => {
    const catalog = await configured(
      'cars:\n  type: csv\n  path: ${env:DIR}/x.csv\n  credentials: db\n  versioned: true\n"{x}_m":\n  type: memory\n',
      { DIR: '/srv/secret-dir' },
    );
    expect(catalog.describe()).toEqual([
      {
        name: 'cars',
        type: 'csv',
        origin: 'declared',
        versioned: true,
        options: { path: '${env:DIR}/x.csv', credentials: 'db' },
        at: 'conf/base/catalog.yml:1:1',
      },
      {
        name: '{x}_m',
        type: 'memory',
        origin: 'pattern',
        versioned: false,
        options: {},
        at: 'conf/base/catalog.yml:6:1',
      },
    ]);
  });

  it('shows what a pattern makes for a name', async () => {
    const catalog = await configured('"{city}_{kind}":\n  type: "{kind}"\n  path: ${env:DIR}/{city}.x\n', {
      DIR: '/srv',
    });
    expect(catalog.listing('oslo_json')).toEqual({
      name: 'oslo_json',
      type: 'json',
      origin: 'pattern',
      versioned: false,
      options: { path: '${env:DIR}/oslo.x' },
      at: 'conf/base/catalog.yml:1:1',
    });
    expect(catalog.listing('oslo')).toBeUndefined();
  });
});

describe('paths', () => {
  it('are meant from the project folder, may be absolute and may lead out of it', async () => {
    const outside = await project();
    const projectDir = join(outside, 'project');
    const catalog = createCatalog({
      projectDir,
      entries: {
        a: { type: 'text', path: 'deep/er/a.txt' },
        b: { type: 'text', path: join(outside, 'b.txt') },
        c: { type: 'text', path: '../c.txt' },
      },
    });
    for (const name of ['a', 'b', 'c']) await catalog.save(name, name);
    expect(await readFile(join(projectDir, 'deep/er/a.txt'), 'utf8')).toBe('a');
    expect(await readFile(join(outside, 'b.txt'), 'utf8')).toBe('b');
    expect(await readFile(join(outside, 'c.txt'), 'utf8')).toBe('c');
  });
});
