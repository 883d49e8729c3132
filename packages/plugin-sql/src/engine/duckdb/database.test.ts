import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { sqlProject } from '../../../test/project.js';
import { duckdb } from './engine.js';

const open = (profile: object, projectDir: string) =>
  duckdb.open(profile, { projectDir, where: 'connections.yml:2:3' });

/** Has another process open the file, until it is killed. */
async function held(file: string): Promise<{ readonly kill: () => Promise<unknown> }> {
  const script = `const { DuckDBInstance } = await import('@duckdb/node-api'); await DuckDBInstance.create(${JSON.stringify(file)}); console.log('open'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: new URL('.', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => holder.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve());
    holder.once('exit', () => reject(new Error('the file could not be opened')));
  });
  return {
    kill() {
      holder.kill('SIGKILL');
      return exited;
    },
  };
}

describe('a file that another process has open', () => {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-duckdb-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('is waited for, and refused when it takes too long', async () => {
    const holder = await held(join(dir, 'held.duckdb'));
    const refused = open({ engine: 'duckdb', path: 'held.duckdb', waitMs: 50 }, dir);
    const waiting = open({ engine: 'duckdb', path: 'held.duckdb', waitMs: 60_000 }, dir);
    await expect(refused).rejects.toMatchObject({
      code: 'SQL_CONNECTION_FAILED',
      message: expect.stringContaining('connections.yml:2:3: the DuckDB file held.duckdb could not be opened'),
      hint: expect.stringContaining('Another process has had it open for 50 ms'),
    });
    await holder.kill();
    const database = await waiting;
    await (await database.connect()).release();
    await database.close();
  });

  it('can be opened by it as soon as nobody uses it here, and by us again after that', async () => {
    const database = await open({ engine: 'duckdb', path: 'shared.duckdb', waitMs: 60_000 }, dir);
    const connection = await database.connect();
    await connection.run('create table t as select 1 as x');
    await connection.release();
    await setTimeout(300);
    const holder = await held(join(dir, 'shared.duckdb'));
    const again = database.connect();
    await holder.kill();
    const other = await again;
    expect(await other.query('select x from t')).toEqual([{ x: 1 }]);
    await other.release();
    await database.close();
  });

  it('stays open as long as one of many uses it', async () => {
    const database = await open({ engine: 'duckdb', path: 'many.duckdb', waitMs: 0 }, dir);
    const [one, two] = [await database.connect(), await database.connect()];
    await one.release();
    await setTimeout(300);
    expect(await two.query('select 1 as x')).toEqual([{ x: 1 }]);
    await two.release();
    await database.close();
  });
});

it('reads files of the project by relative paths, wherever the process runs', async () => {
  await using project = await sqlProject({
    'data/in.csv': 'a,b\n1,x\n2,y\n',
    'models/m.sql': "select sum(a) as total from read_csv('data/in.csv')",
  });
  const result = await project.run();
  result.throwIfFailed();
  expect(await result.load('m')).toEqual([{ total: 3 }]);
});

it('keeps a database in memory for as long as a run', async () => {
  await using project = await sqlProject({
    'conf/base/connections.yml': "profiles:\n  m: { engine: duckdb, path: ':memory:' }",
    'models/a.sql': 'select 1 as x',
    'models/b.sql': "select x + 1 as y from {{ ref('a') }}",
  });
  const { outputs, outcome } = await project.run();
  expect(outcome.error).toBeUndefined();
  expect(outputs).toEqual({ b: [{ y: 2 }] });
  expect((await project.run({ nodes: ['b'] })).outcome.status).toBe('error');
});

it('tells how far a statement has come, and stops when it is told to', async () => {
  const database = await open({ engine: 'duckdb', path: ':memory:', threads: 1 }, tmpdir());
  const connection = await database.connect();
  await connection.run('create table big as select range as i from range(3000000)');
  const controller = new AbortController();
  const told: number[] = [];
  const running = connection.run(
    'create table slow as select max(md5(md5(md5(md5(md5(md5(cast(i as varchar)))))))) as m from big',
    {
      signal: controller.signal,
      onProgress: ({ percent }) => {
        told.push(percent);
        if (percent > 0) controller.abort(new Error('enough'));
      },
    },
  );
  await expect(running).rejects.toThrow('enough');
  expect(told.at(-1)).toBeGreaterThan(0);
  expect(told.at(-1)).toBeLessThanOrEqual(100);
  expect(await connection.query('select 1 as still_there')).toEqual([{ still_there: 1 }]);
  await connection.release();
  await database.close();
}, 60_000);
