import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readHead } from '../src/chain/head.js';
import { findRun } from '../src/trail/find-run.js';
import { readRunTrail } from '../src/trail/run-trail.js';
import { rowsOf, strandsOf } from '../src/trail/rows.js';
import { verifyRun } from '../src/verify/verify-run.js';
import { describeEngines } from './support/engines.js';
import { RunFiles } from './support/run-files.js';
import { keysIn } from './support/trail.js';

const RUN = '01a00000-0000-7000-8000-000000000001';
const OTHER = '01a00000-0000-7000-8000-000000000002';
const ANCHORS = { key: undefined, exported: [] };

describeEngines('bringing runs into the store', (bench) => {
  it('makes each line one row, in order, the log and each process a strand', async () => {
    const { dir, store, sync } = bench();
    RunFiles.succeeded(dir, RUN).hooks('aaaa', 3).hooks('bbbb', 2);
    expect(await sync()).toEqual([{ runId: RUN, added: 14, state: 'complete' }]);
    expect(await strandsOf(store, RUN)).toEqual(['log', 'hooks/aaaa', 'hooks/bbbb']);
    expect(await keysIn(store, RUN, 'log')).toEqual(Array.from({ length: 9 }, (_, index) => `${RUN}/1/${index + 1}`));
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, isClosed: true, records: 14 });
  });

  it('adds nothing the second time', async () => {
    const { dir, store, sync } = bench();
    RunFiles.succeeded(dir, RUN).hooks('aaaa', 3);
    await sync();
    const before = await store.db.selectFrom('audit_heads').selectAll().execute();
    expect(await sync()).toEqual([{ runId: RUN, added: 0, state: 'complete' }]);
    expect(await store.db.selectFrom('audit_heads').selectAll().execute()).toEqual(before);
  });

  it('goes on where it was, also inside of a batch and after half a line', async () => {
    const { dir, store, sync } = bench();
    const files = new RunFiles(dir, RUN).start(['a']);
    await sync();
    files.line('{"type":"node_sta');
    await sync();
    expect(await keysIn(store, RUN, 'log')).toHaveLength(2);
    // What a process does that finds half a line of a dead one.
    const log = join(files.dir, 'events.jsonl');
    truncateSync(log, readFileSync(log).lastIndexOf(0x0a) + 1);
    for (let node = 0; node < 700; node++) files.succeed(`n${node}`);
    files.end('success');
    expect(await sync()).toMatchObject([{ added: 2101, state: 'complete' }]);
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, records: 2103 });
  });

  it('makes an event that was entered twice one row', async () => {
    const { dir, store, sync } = bench();
    const files = new RunFiles(dir, RUN).start(['a']).succeed('a');
    const log = join(files.dir, 'events.jsonl');
    const [, , started = ''] = readFileSync(log, 'utf8').split('\n');
    files.line(`${started}\n`);
    await sync();
    files.line(`${started}\n`).end('success');
    await sync();
    const keys = await keysIn(store, RUN, 'log');
    expect(new Set(keys).size).toBe(keys.length);
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, records: 6 });
  });

  it('keeps a line that is no event of the run as one that cannot be read', async () => {
    const { dir, store, sync } = bench();
    const files = new RunFiles(dir, RUN).start(['a']);
    files
      .line('what is this?\n')
      .line('[1]\n')
      .line(`{"type":"node_started","key":"k","runId":"${OTHER}","runAttempt":1}\n`);
    files.succeed('a').end('success');
    await sync();
    const events: string[] = [];
    for await (const { event } of rowsOf(store, RUN, 'log')) events.push(event);
    expect(events.filter((event) => event === 'unreadable')).toHaveLength(3);
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, isClosed: true, records: 9 });
  });

  it('keeps texts that databases refuse', async () => {
    const { dir, store, sync } = bench();
    const error = { name: 'Error', message: 'NUL \u0000, half a pair \ud800, emoji 🪝' };
    new RunFiles(dir, RUN).start(['a']).event('node_ended', { node: 'a', status: 'error', error }).end('error');
    await sync();
    const { error: shown } = await store.db.selectFrom('node_audit').select('error').executeTakeFirstOrThrow();
    expect(shown).toBe('NUL \ufffd, half a pair \ufffd, emoji 🪝');
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true });
  });

  it('makes a lost store anew with the same heads', async () => {
    const { dir, store, sync } = bench();
    RunFiles.succeeded(dir, RUN).hooks('aaaa', 3);
    RunFiles.succeeded(dir, OTHER, ['x']);
    await sync();
    const heads = async (): Promise<unknown> =>
      store.db.selectFrom('audit_heads').select(['run_id', 'head', 'hash']).orderBy('run_id').execute();
    const before = await heads();
    for (const table of ['audit_rows', 'audit_heads'] as const) await store.db.deleteFrom(table).execute();
    await sync();
    expect(await heads()).toEqual(before);
  });

  it('goes on with the chain when a run is resumed, and opens its head until that ends, too', async () => {
    const { dir, store, sync } = bench();
    const files = RunFiles.succeeded(dir, RUN);
    await sync();
    files.resume(['b']);
    expect(await sync()).toMatchObject([{ added: 2, state: 'open' }]);
    const head = async () =>
      readHead((await store.db.selectFrom('audit_heads').select('head').executeTakeFirstOrThrow()).head);
    expect(await head()).toMatchObject({ attempt: 2, closed: false });
    files.succeed('b').end('success');
    await sync();
    expect(await head()).toMatchObject({ attempt: 2, closed: true });
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, records: 15 });
    const runs = await store.db.selectFrom('run_audit').select(['attempt', 'status']).orderBy('attempt').execute();
    expect(runs).toEqual([
      { attempt: 1, status: 'success' },
      { attempt: 2, status: 'success' },
    ]);
  });

  it('says when a log is shorter than what was read from it, and changes nothing', async () => {
    const { dir, store, sync } = bench();
    const files = RunFiles.succeeded(dir, RUN);
    await sync();
    const log = join(files.dir, 'events.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').split('\n', 3).join('\n'));
    expect(await sync()).toMatchObject([{ added: 0, shorter: log }]);
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, records: 9 });
  });

  it('takes for runs what has a log, whatever it is called, and nothing else', async () => {
    const { dir, store, sync } = bench();
    const odd = `it's a run; drop table audit_rows -- 空`;
    RunFiles.succeeded(dir, odd, ['a']);
    mkdirSync(join(dir, '.pintle/runs/empty'));
    writeFileSync(join(dir, '.pintle/runs/.DS_Store'), '');
    expect(await sync()).toEqual([{ runId: odd, added: 6, state: 'complete' }]);
    expect(await verifyRun(store, odd, ANCHORS)).toMatchObject({ isSound: true, isClosed: true, records: 6 });
    for (const name of [odd, `it's a`, 'last']) expect(await findRun(store, name)).toBe(odd);
    for (const name of ['_', '%', '', `x' or 1=1`])
      await expect(findRun(store, name)).rejects.toMatchObject({ code: 'AUDIT_RUN_NOT_FOUND' });
  });

  it('finds a run by its very name among those that begin with it', async () => {
    const { dir, store, sync } = bench();
    for (const name of ['a', ...Array.from({ length: 8 }, (_, index) => `a${index}`)])
      new RunFiles(dir, name).start(['n']);
    await sync();
    expect(await findRun(store, 'a')).toBe('a');
    expect(await findRun(store, 'a7')).toBe('a7');
  });

  it('asks for more of a name that several runs begin with', async () => {
    const { dir, store, sync } = bench();
    for (const name of ['b1', 'b2', ...Array.from({ length: 8 }, (_, index) => `a${index}`)])
      new RunFiles(dir, name).start(['n']);
    await sync();
    const hint = 'Write more of the id.';
    await expect(findRun(store, 'b')).rejects.toMatchObject({
      code: 'AUDIT_RUN_AMBIGUOUS',
      message: '"b" is the beginning of 2 runs: b1, b2.',
      hint,
    });
    await expect(findRun(store, 'a')).rejects.toMatchObject({
      message: '"a" is the beginning of several runs: a0, a1, a2, a3, a4.',
      hint,
    });
  });

  it('leaves a store alone whose run folders are gone', async () => {
    const { dir, store, sync } = bench();
    const files = RunFiles.succeeded(dir, RUN);
    await sync();
    rmSync(files.dir, { recursive: true });
    expect(await sync()).toEqual([]);
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, records: 9 });
  });
});

describeEngines('views', (bench) => {
  it('show how runs and nodes ended', async () => {
    const { dir, store, sync } = bench();
    const files = new RunFiles(dir, RUN).start(['a', 'b', 'c', 'd']).succeed('a');
    files.event('node_started', { node: 'b', attempt: 1 });
    files.event('node_retrying', { node: 'b', attempt: 1, durationMs: 3, error: { name: 'Error', message: 'once' } });
    files.event('node_started', { node: 'b', attempt: 2 });
    files.event('node_ended', {
      node: 'b',
      attempt: 2,
      status: 'error',
      durationMs: 99,
      rowsAffected: 7,
      error: { name: 'Error', message: 'twice' },
    });
    files.event('node_skipped', { node: 'c', attempt: 0, reason: 'upstream_failed' });
    files.event('node_skipped', { node: 'd', attempt: 0, reason: 'outputs_exist' });
    files.event('run_ended', { status: 'error', error: { name: 'Error', message: 'twice' } });
    await sync();
    const [run] = await store.db.selectFrom('run_audit').selectAll().execute();
    expect(run).toMatchObject({
      run_id: RUN,
      attempt: 1,
      pipeline: 'p',
      env: 'test',
      status: 'error',
      rows: 10,
      error: 'twice',
    });
    expect(run).toMatchObject({ nodes_total: 4, nodes_ok: 2, nodes_failed: 1, nodes_skipped: 1 });
    expect(new Date(run?.started_at ?? 0).toISOString()).toBe('2026-01-01T00:00:01.001Z');
    expect(new Date(run?.finished_at ?? 0).toISOString()).toBe('2026-01-01T00:00:01.012Z');
    const nodes = await store.db.selectFrom('node_audit').selectAll().orderBy('node').orderBy('attempt').execute();
    expect(
      nodes.map(({ node, attempt, status, rows_affected, elapsed_ms, error }) => [
        node,
        attempt,
        status,
        rows_affected,
        elapsed_ms,
        error,
      ]),
    ).toEqual([
      ['a', 1, 'success', 10, 5, null],
      ['b', 1, 'retrying', null, 3, 'once'],
      ['b', 2, 'error', 7, 1, 'twice'],
      ['c', 0, 'skipped', null, null, null],
      ['d', 0, 'cached', null, null, null],
    ]);
  });

  it('show a run of a living process as running, and as crashed as soon as its lease has run out', async () => {
    const { dir, store, sync } = bench();
    const elsewhere = { host: 'another machine', pid: 1, leaseMs: 700 };
    new RunFiles(dir, RUN).start(['a', 'b', 'c'], elsewhere).succeed('a').event('node_started', { node: 'b' });
    const statuses = async (): Promise<unknown> => {
      const run = await store.db
        .selectFrom('run_audit')
        .select(['status', 'nodes_ok', 'nodes_failed'])
        .executeTakeFirst();
      const nodes = await store.db.selectFrom('node_audit').select('status').orderBy('node').execute();
      return [run, ...nodes.map(({ status }) => status)];
    };
    expect(await sync()).toMatchObject([{ state: 'open' }]);
    expect(await statuses()).toEqual([{ status: 'running', nodes_ok: 1, nodes_failed: 0 }, 'success', 'running']);
    await expect
      .poll(statuses, { timeout: 5000, interval: 100 })
      .toEqual([{ status: 'crashed', nodes_ok: 1, nodes_failed: 1 }, 'success', 'crashed']);
  });

  it('show a run between two attempts as such, and as crashed when its process is dead', async () => {
    const { dir, store, sync } = bench();
    const files = new RunFiles(dir, RUN).start(['a']).end('retrying');
    const statuses = async (): Promise<unknown> => {
      const runs = await store.db.selectFrom('run_audit').select('status').orderBy('attempt').execute();
      const { attempts } = await readRunTrail(store, RUN);
      expect(attempts.map(({ status }) => status)).toEqual(runs.map(({ status }) => status));
      return runs.map(({ status }) => status);
    };
    expect(await sync()).toMatchObject([{ state: 'open' }]);
    expect(await statuses()).toEqual(['retrying']);
    files.letGo();
    expect(await sync()).toMatchObject([{ state: 'dead' }]);
    expect(await statuses()).toEqual(['crashed']);
    files.resume(['a']).end('success');
    expect(await sync()).toMatchObject([{ state: 'complete' }]);
    expect(await statuses()).toEqual(['retrying', 'success']);
    expect(await verifyRun(store, RUN, ANCHORS)).toMatchObject({ isSound: true, isClosed: true });
  });

  it('show a run as crashed at once when its process is known to be dead', async () => {
    const { dir, store, sync } = bench();
    const files = new RunFiles(dir, RUN).start(['a']).event('node_started', { node: 'a' });
    files.event('node_retrying', { node: 'a', attempt: 1 });
    await sync();
    expect(await store.db.selectFrom('node_audit').select('status').execute()).toEqual([{ status: 'retrying' }]);
    files.letGo();
    expect(await sync()).toMatchObject([{ added: 0, state: 'dead' }]);
    expect(await store.db.selectFrom('run_audit').select('status').execute()).toEqual([{ status: 'crashed' }]);
    expect(await store.db.selectFrom('node_audit').select('status').execute()).toEqual([{ status: 'crashed' }]);
  });
});
