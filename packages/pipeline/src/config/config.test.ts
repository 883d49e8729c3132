import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ConfigOptions, createConfig } from './config.js';

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pintle-config-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

async function open(files: Readonly<Record<string, string>>, options: Partial<ConfigOptions> = {}) {
  return createConfig({ projectDir: await project(files), env: 'local', variables: {}, ...options });
}

describe('createConfig', () => {
  it('lays the environment over base: whole keys of the catalog, every depth of the parameters', async () => {
    const config = await open(
      {
        'conf/base/catalog.yml':
          'cars:\n  type: csv\n  path: cars.csv\n  delimiter: ";"\nbikes:\n  type: json\n  path: bikes.json\n',
        'conf/prod/catalog.yml': 'cars:\n  type: parquet\n  path: cars.parquet\n',
        'conf/base/parameters.yml': 'model:\n  rate: 0.1\n  depth: 3\n',
        'conf/prod/parameters.yml': 'model:\n  depth: 5\n',
      },
      { env: 'prod' },
    );
    expect(await config.get('catalog')).toEqual({
      cars: { type: 'parquet', path: 'cars.parquet' },
      bikes: { type: 'json', path: 'bikes.json' },
    });
    expect(await config.get('parameters')).toEqual({ model: { rate: 0.1, depth: 5 } });
  });

  it('puts given parameters on top, taken literally', async () => {
    const config = await open(
      { 'conf/base/parameters.yml': 'a: {b: 1, c: 2}\n' },
      { params: { a: { b: '${env:SECRET} $${x}' }, n: 1 } },
    );
    expect(await config.get('parameters')).toEqual({ a: { b: '${env:SECRET} $${x}', c: 2 }, n: 1 });
  });

  it('reads credentials of base, then local, then the environment', async () => {
    const files = {
      'conf/base/credentials.yml': 'db: {user: base}\ns3: {key: base}\nweb: {key: base}\n',
      'conf/local/credentials.yml': 'db: {user: local}\ns3: {key: local}\n',
      'conf/prod/credentials.yml': 'db: {user: prod}\n',
    };
    const config = await open(files, { env: 'prod' });
    expect(await config.get('credentials')).toEqual({
      db: { user: 'prod' },
      s3: { key: 'local' },
      web: { key: 'base' },
    });
  });

  it('has nothing where no file exists, and needs no conf folder', async () => {
    const config = await open({});
    expect(await config.get('catalog')).toBeUndefined();
    expect((await config.read('catalog')).value).toEqual({});
  });

  it('accepts .yaml, and rejects it beside .yml', async () => {
    expect(await (await open({ 'conf/base/catalog.yaml': 'a: 1' })).get('catalog')).toEqual({ a: 1 });
    const both = await open({ 'conf/base/catalog.yaml': 'a: 1', 'conf/base/catalog.yml': 'a: 1' });
    await expect(both.get('catalog')).rejects.toMatchObject({ code: 'CONFIG_FILE_AMBIGUOUS' });
  });

  it('reads another source folder', async () => {
    const config = await open({ 'settings/base/catalog.yml': 'a: 1' }, { confSource: 'settings' });
    expect(await config.get('catalog')).toEqual({ a: 1 });
    await expect(open({}, { confSource: 'settings' })).rejects.toMatchObject({ code: 'CONFIG_SOURCE_NOT_FOUND' });
  });

  it('rejects an unknown environment with the closest one; local may be absent', async () => {
    const files = { 'conf/base/catalog.yml': '', 'conf/prod/catalog.yml': '', 'conf/staging/catalog.yml': '' };
    await expect(open(files, { env: 'prd' })).rejects.toMatchObject({
      code: 'CONFIG_ENV_UNKNOWN',
      hint: 'Did you mean "prod"?',
    });
    await expect(open(files, { env: 'xyz' })).rejects.toMatchObject({ hint: 'Environments here: prod, staging.' });
    await expect(open(files, { env: '..' })).rejects.toMatchObject({ code: 'CONFIG_ENV_UNKNOWN' });
    await expect(open(files, { env: 'local' })).resolves.toBeDefined();
    await expect(open(files, { env: 'base' })).resolves.toBeDefined();
  });

  it('rejects names that would leave the folder', async () => {
    const config = await open({});
    for (const name of ['../secret', 'a/b', 'catalog.yml', ''])
      await expect(config.get(name)).rejects.toMatchObject({ code: 'CONFIG_NAME_INVALID' });
  });

  it('says where a merged value is written: in the file laid on top that has it', async () => {
    const config = await open(
      { 'conf/base/parameters.yml': 'a:\n  b: 1\n  c: 2\n', 'conf/prod/parameters.yml': '# on top\na:\n  c: 3\n' },
      { env: 'prod' },
    );
    const { locate } = await config.read('parameters');
    expect(locate(['a', 'c'])).toBe('conf/prod/parameters.yml:3:3');
    expect(locate(['a', 'b'])).toBe('conf/base/parameters.yml:2:3');
    expect(locate(['a', 'x'])).toBe('conf/prod/parameters.yml:2:1');
  });

  it('rejects an unreadable file with its name', async () => {
    const folder = await project({ 'conf/base/catalog.yml/oops': '' });
    const config = await createConfig({ projectDir: folder, env: 'local' });
    await expect(config.get('catalog')).rejects.toMatchObject({
      code: 'CONFIG_FILE_UNREADABLE',
      message: expect.stringContaining('catalog.yml') as string,
    });
  });
});

describe('a broken credentials file', () => {
  it.each([
    'db:\n  password: hunter2-secret\n  token: [hunter2-secret\n',
    'db: hunter2-secret\ndb: hunter2-secret\n',
    'hunter2-secret\n',
  ])('is reported without what is in it: %j', async (text) => {
    const config = await open({ 'conf/local/credentials.yml': text });
    const error: unknown = await config.get('credentials').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: expect.stringMatching(/^CONFIG_/) as string });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });
});

describe('references', () => {
  const catalogOf = async (text: string, parameters = '', options: Partial<ConfigOptions> = {}) => {
    const config = await open({ 'conf/base/catalog.yml': text, 'conf/base/parameters.yml': parameters }, options);
    return config.read('catalog');
  };

  it('become the value with its type when they are the whole text, and text within text', async () => {
    const { value } = await catalogOf(
      'a: ${params:n}\nb: v${params:n}/${params:deep.flag}\nc: ${params:deep}\nd: ["${params:n}"]\n',
      'n: 3\ndeep: {flag: true}\n',
    );
    expect(value).toEqual({ a: 3, b: 'v3/true', c: { flag: true }, d: [3] });
  });

  it('read variables as text, with defaults for the unset and the empty', async () => {
    const variables = { PORT: '5432', EMPTY: '' };
    const { value } = await catalogOf(
      'a: ${env:PORT}\nb: ${env:NONE:-x:-y}\nc: ${env:EMPTY:-z}\nd: "${env:EMPTY}"\ne: ${env:NONE:-}\n',
      '',
      { variables },
    );
    expect(value).toEqual({ a: '5432', b: 'x:-y', c: 'z', d: '', e: '' });
  });

  it('leave $${ as a literal ${', async () => {
    expect((await catalogOf('a: $${env:X} $${}\nb: $${\n')).value).toEqual({ a: '${env:X} ${}', b: '${' });
  });

  it('follow parameters that refer to parameters, also through a whole mapping', async () => {
    const { value } = await catalogOf(
      'a: ${params:x.y}\n',
      'x: ${params:z}\nz: {y: "${params:base}/1", w: "${params:z.y}"}\nbase: data\n',
    );
    expect(value).toEqual({ a: 'data/1' });
  });

  it('see the given parameters', async () => {
    expect((await catalogOf('a: ${params:n}\n', 'n: 1\n', { params: { n: 2 } })).value).toEqual({ a: 2 });
  });

  it('are not looked at where the environment replaces them', async () => {
    const files = { 'conf/base/catalog.yml': 'a: ${env:UNSET}\n', 'conf/prod/catalog.yml': 'a: 1\n' };
    expect(await (await open(files, { env: 'prod' })).get('catalog')).toEqual({ a: 1 });
  });

  it.each([
    ['a:\n  b: ${env:UNSET}\n', 'CONFIG_VARIABLE_MISSING', /UNSET is not set/],
    ['a:\n  b: ${params:modle.rate}\n', 'CONFIG_PARAMETER_MISSING', /no parameter "modle.rate"/],
    ['a:\n  b: x${params:model}\n', 'CONFIG_REFERENCE_INVALID', /received a mapping/],
    ['a:\n  b: ${evn:X}\n', 'CONFIG_REFERENCE_INVALID', /expected env or params/],
    ['a:\n  b: ${X}\n', 'CONFIG_REFERENCE_INVALID', /is not a reference/],
    ['a:\n  b: "${env:X"\n', 'CONFIG_REFERENCE_INVALID', /is not a reference/],
    ['a:\n  b: "${env:X:-${env:Y}}"\n', 'CONFIG_REFERENCE_INVALID', /is not a reference/],
    ['a:\n  b: ${params:round}\n', 'CONFIG_REFERENCE_CYCLE', /round → trip → round/],
  ])('that are wrong are an error with file and line: %j', async (text, code, message) => {
    const failed = catalogOf(text, 'model: {rate: 1}\nround: ${params:trip}\ntrip: ${params:round}\n');
    await expect(failed).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
      at: expect.stringMatching(/^conf\/base\/\w+\.yml:[23]:\d+$/) as string,
    });
  });

  it('hint at the closest parameter', async () => {
    await expect(catalogOf('a: ${params:model.rat}\n', 'model: {rate: 1}\n')).rejects.toMatchObject({
      hint: 'Did you mean "model.rate"?',
    });
  });

  it('are shown without the values of variables, parameters that read them included', async () => {
    const variables = { TOKEN: 'hunter2-token' };
    const { value, shown } = await catalogOf(
      'a: Bearer ${env:TOKEN}\nb: ${params:key}\nc: ${params:n}\n',
      'key: ${env:TOKEN:-none}\nn: 1\n',
      { variables },
    );
    expect(value).toEqual({ a: 'Bearer hunter2-token', b: 'hunter2-token', c: 1 });
    expect(shown).toEqual({ a: 'Bearer ${env:TOKEN}', b: '${env:TOKEN:-none}', c: 1 });
  });

  it('never put the value of a variable into a message', async () => {
    const variables = { TOKEN: 'hunter2-token' };
    const texts = ['a: ${env:TOKEN}\nb: ${params:no}\n', 'a: "${env:TOKEN}${params:model}"\n'];
    for (const text of texts) {
      const error: unknown = await catalogOf(text, 'model: {x: 1}', { variables }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('hunter2');
    }
  });
});
