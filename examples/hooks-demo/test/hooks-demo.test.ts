import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));
const command = join(example, 'node_modules/.bin/pintle');
const DEMO = ['run', '--env', 'dev_duckdb', '--select', 'tag:example:hooks_demo', '--select', 'tag:engine:duckdb'];

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the hooks demo', () => {
  let project = '';
  const pintle = (...args: string[]): Promise<Done> =>
    new Promise((resolve) => {
      const env = { ...process.env, NO_COLOR: '1', FF_TEAM: 'birds' };
      execFile(command, args, { cwd: project, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  const ask = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const instance = await DuckDBInstance.create(join(project, 'data/hooks_demo.duckdb'));
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  };
  const breakModel = (path: string, change: (text: string) => string): void =>
    writeFileSync(join(project, path), change(readFileSync(join(project, path), 'utf8')));

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'hooks-demo-'));
    const parts = ['package.json', 'project.yml', 'sources.yml', 'pipelines.ts', 'nodes', 'hooks', 'models', 'conf'];
    for (const part of parts) cpSync(join(example, part), join(project, part), { recursive: true });
    symlinkSync(join(example, 'node_modules'), join(project, 'node_modules'));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it('writes a row a run and a row a model, twice for two runs, and passes its data tests', async () => {
    const first = await pintle(...DEMO);
    expect(first).toMatchObject({ code: 0 });
    expect(await pintle(...DEMO)).toMatchObject({ code: 0 });
    const runs = await ask(
      'select run_id, status, env, engine, row_count, error, finished_at >= started_at as ended from _ff_run_audit',
    );
    expect(runs).toHaveLength(2);
    for (const run of runs) {
      expect(run).toMatchObject({ status: 'success', env: 'dev_duckdb', engine: 'duckdb', error: null, ended: true });
    }
    const [counted] = await ask(
      'select (select count(*) from events_clean) as events, (select count(*) from mart_events_daily) as days',
    );
    const models = await ask(
      'select run_id, model_name, event, status, rows_affected, error from _ff_model_audit order by all',
    );
    expect(models).toHaveLength(4);
    for (const { run_id } of runs) {
      expect(models.filter((model) => model['run_id'] === run_id)).toMatchObject([
        {
          model_name: 'events_clean',
          event: 'start',
          status: 'success',
          rows_affected: counted?.['events'],
          error: null,
        },
        {
          model_name: 'mart_events_daily',
          event: 'start',
          status: 'success',
          rows_affected: counted?.['days'],
          error: null,
        },
      ]);
    }
    expect(await pintle('test', '--env', 'dev_duckdb')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('9 passed, 0 failed, 0 warned'),
    });
  });

  it('gives the figures that the raw file gives', async () => {
    await pintle(...DEMO);
    const csv = join(example, 'node_modules/vega-datasets/data/birdstrikes.csv');
    const [wrong] = await ask(`
      select count(*) as n from (
        (select "Flight Date"::date as d, "Phase of flight" as p, count(*) as c, sum("Cost Total $") as s
          from read_csv('${csv}') where "Flight Date"::date between '2000-01-01' and '2000-12-31' and p is not null group by all
        except select event_date, event_type, event_count, cost from mart_events_daily)
        union all
        (select event_date, event_type, event_count, cost from mart_events_daily
        except select "Flight Date"::date, "Phase of flight", count(*), sum("Cost Total $") from read_csv('${csv}') group by all))`);
    expect(wrong).toEqual({ n: '0' });
  });

  it('tells what it does, in the order in which it does it', async () => {
    const { stdout, stderr } = await pintle(...DEMO);
    const lines = `${stdout}${stderr}`.split('\n').map((line) => line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>'));
    expect(lines.flatMap((line) => /\[hooks(?:_demo)?\].*/.exec(line)?.[0].replace(/ {2}.*/, '') ?? [])).toEqual([
      '[hooks] when=on_run_start node=<run>: executing 3 hook(s): sql:create_audit_tables, sql:audit_run_start, code:banner',
      '[hooks_demo] on_run_start: run_id=<id> (env_name=dev_duckdb, engine=duckdb; FF_TEAM=birds)',
      '[hooks] when=before_model node=events_clean: executing 1 hook(s): sql:model_start_audit',
      '[hooks] when=after_model node=events_clean: executing 1 hook(s): sql:model_end_audit',
      '[hooks] when=before_model node=mart_events_daily: executing 1 hook(s): sql:model_start_audit',
      '[hooks] when=after_model node=mart_events_daily: executing 2 hook(s): sql:model_end_audit, code:model_end_log',
      '[hooks_demo] on_model_end: run_id=<id> model=mart_events_daily status=success',
      '[hooks] when=on_run_end node=<run>: executing 2 hook(s): sql:audit_run_end, code:summary',
      '[hooks_demo] on_run_end: run_id=<id> status=success (built=2, skipped=0, failed=0)',
    ]);
    const marks = lines.flatMap((line) => /[▶✓] \w+/.exec(line)?.[0] ?? []);
    for (const name of ['load_events', 'events_clean', 'mart_events_daily', 'models']) {
      expect(marks.filter((mark) => mark.endsWith(` ${name}`))).toEqual([`▶ ${name}`, `✓ ${name}`]);
    }
  });

  it.each([['worker'], ['concurrent']])('runs with the runner %s', async (runner) => {
    expect(await pintle(...DEMO, '--runner', runner)).toMatchObject({ code: 0 });
    expect(await ask('select status from _ff_model_audit')).toEqual([{ status: 'success' }, { status: 'success' }]);
  });

  it('leaves the status error in both tables when a model fails', async () => {
    breakModel('models/marts/mart_events_daily.ff.sql', (text) => text.replace('sum(cost)', 'sum(costs)'));
    const { code, stdout, stderr } = await pintle(...DEMO);
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).toContain('models/marts/mart_events_daily.ff.sql:23:9');
    expect(await ask('select status, error like \'%"costs" not found%\' as told from _ff_run_audit')).toEqual([
      { status: 'error', told: true },
    ]);
    expect(await ask('select model_name, status, error is not null as told from _ff_model_audit order by all')).toEqual(
      [
        { model_name: 'events_clean', status: 'success', told: false },
        { model_name: 'mart_events_daily', status: 'error', told: true },
      ],
    );
    expect(await pintle('test', '--env', 'dev_duckdb')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('mart_events_daily'),
    });
  });

  it('ends as crashed, with the next run, what was killed', async () => {
    breakModel('models/marts/mart_events_daily.ff.sql', (text) =>
      text.replace('from base', 'from base, range(100000) as a, range(100000) as b'),
    );
    const child = spawn(command, DEMO, { cwd: project, env: { ...process.env, PINTLE_LOG_LEVEL: 'debug' } });
    await new Promise<void>((resolve) => {
      const watch = (chunk: Buffer): void => {
        if (String(chunk).includes('▶ mart_events_daily')) resolve();
      };
      child.stderr.on('data', watch);
      child.stdout.on('data', watch);
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect(await ask('select status from _ff_run_audit')).toEqual([{ status: 'running' }]);
    breakModel('models/marts/mart_events_daily.ff.sql', (text) =>
      text.replace(', range(100000) as a, range(100000) as b', ''),
    );
    expect(await pintle(...DEMO)).toMatchObject({ code: 0 });
    expect(await ask('select status from _ff_run_audit order by started_at')).toEqual([
      { status: 'crashed' },
      { status: 'success' },
    ]);
    expect(await ask('select model_name, status from _ff_model_audit order by started_at')).toEqual([
      { model_name: 'events_clean', status: 'success' },
      { model_name: 'mart_events_daily', status: 'crashed' },
      { model_name: 'events_clean', status: 'success' },
      { model_name: 'mart_events_daily', status: 'success' },
    ]);
  });

  it('shows which line of project.yml runs for which model', async () => {
    const { stdout } = await pintle('hooks', 'explain', 'before_model', '--env', 'dev_duckdb');
    const line =
      readFileSync(join(example, 'project.yml'), 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('name: model_start_audit')) + 1;
    expect(stdout).toContain(`sql:model_start_audit (project.yml:${line})`);
    expect(stdout).toContain('events_clean  by tag:example:hooks_demo');
  });
});
