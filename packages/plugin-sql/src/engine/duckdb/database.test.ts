import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { definePlugin } from '@pintle/hookspecs';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sqlProject } from '../../../test/project.js';
import { duckdb } from './engine.js';

const open = (profile: object, projectDir: string) =>
  duckdb.open(profile, { projectDir, where: 'connections.yml:2:3' });

/** Has another process open the file, until it is killed: it waits for it as we do. */
async function held(file: string): Promise<{ readonly kill: () => Promise<unknown> }> {
  const script = `
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const { writeFileSync } = await import('node:fs');
    for (let instance; instance === undefined; await new Promise((resolve) => setTimeout(resolve, 20)))
      instance = await DuckDBInstance.create(${JSON.stringify(file)}).catch(() => writeFileSync(${JSON.stringify(`${file}.wanted`)}, ''));
    console.log('open');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: new URL('.', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => holder.once('exit', resolve));
  onTestFinished(() => void holder.kill('SIGKILL'));
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
    await vi.waitUntil(() => existsSync(join(dir, 'held.duckdb.wanted')), { timeout: 30_000 });
    await holder.kill();
    const database = await waiting;
    expect(existsSync(join(dir, 'held.duckdb.wanted'))).toBe(false);
    await (await database.connect()).release();
    await database.close();
  });

  it('was let go of as soon as nobody used it, and is taken again after that', async () => {
    const database = await open({ engine: 'duckdb', path: 'shared.duckdb', waitMs: 60_000 }, dir);
    const connection = await database.connect();
    await connection.run('create table t as select 1 as x');
    const holder = held(join(dir, 'shared.duckdb'));
    await vi.waitUntil(() => existsSync(join(dir, 'shared.duckdb.wanted')), { timeout: 30_000 });
    expect(await connection.query('select x from t')).toEqual([{ x: 1 }]);
    await connection.release();
    const other = await holder;
    const again = database.connect();
    await other.kill();
    const last = await again;
    expect(await last.query('select x from t')).toEqual([{ x: 1 }]);
    await last.release();
    await database.close();
  });
});

it('keeps what is attached for as long as nobody else wants the file', async () => {
  await using project = await sqlProject({
    'project.yml':
      'name: p\nhooks:\n  on_run_start:\n    - { name: attach, kind: sql, sql: "attach \':memory:\' as more; create table more.t as select 7 as x" }\n',
    'models/m.sql': 'select x from more.t',
  });
  const slow = definePlugin({ name: 'slow', hooks: { before_pipeline_run: () => setTimeout(100) } });
  project.session.manager.register(slow);
  const result = await project.run();
  result.throwIfFailed();
  expect(await result.load('m')).toEqual([{ x: 7 }]);
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
