import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { Journal } from '../src/journal/journal.js';
import { runIds } from '../src/run-log/folder.js';
import { PostgresServer, withoutPostgres } from './support/postgres-server.js';
import { type Ended, Project, type Variables } from './support/project.js';
import { expectWhole, storeOf } from './support/trail.js';

const LATER = 'the audit trail is on disk, but not in its store yet';

/** The run was not harmed. @returns what it wrote to standard error */
function expectUnharmed(run: Ended): string {
  expect(run, run.stderr).toMatchObject({ code: 0, signal: null });
  expect(run.stderr).toContain('p  succeeded');
  return run.stderr;
}

async function expectWholeAfterNextRun(project: Project, env: Variables = {}, hooks = true): Promise<void> {
  // On a busy machine a process may get nothing to do for longer than it waits by default.
  const next = await project.pintle(['run'], { ...env, GRACE: '30000' });
  expect(expectUnharmed(next)).not.toContain(LATER);
  const store = await storeOf(project, env['PINTLE_AUDIT_URL']);
  await expectWhole(project, store, hooks);
  expect(await store.db.selectFrom('run_audit').select('run_id').execute()).toHaveLength(runIds(project.dir).length);
  await store.close();
}

describe('a database that is locked', () => {
  it('for long delays no node, and costs the end of the process its grace', async () => {
    using project = new Project();
    expectUnharmed(await project.pintle(['run']));
    const other = new DatabaseSync(join(project.dir, '.pintle/audit.db'));
    other.exec('begin immediate');
    const startedAt = performance.now();
    const stderr = expectUnharmed(await project.pintle(['run']));
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(stderr).toContain(LATER);
    expect(stderr).toContain('database is locked');
    other.exec('rollback');
    other.close();
    await expectWholeAfterNextRun(project);
  });

  it('for a while only is waited for by nobody but the thread that writes', async () => {
    using project = new Project();
    expectUnharmed(await project.pintle(['run']));
    const other = new DatabaseSync(join(project.dir, '.pintle/audit.db'));
    other.exec('begin immediate');
    const { ended } = project.start(['run'], { WAIT: '500' });
    await setTimeout(1500);
    other.exec('rollback');
    other.close();
    expect(expectUnharmed(await ended)).not.toContain(LATER);
    const store = await storeOf(project);
    await expectWhole(project, store);
    await store.close();
  });
});

/** Makes a folder one that nobody may write to. @returns what undoes it; `undefined` where that cannot be had */
function seal(dir: string): (() => void) | undefined {
  if (process.getuid?.() !== 0) {
    chmodSync(dir, 0o555);
    return () => chmodSync(dir, 0o755);
  }
  // Root may write to any folder, but to no disk that is read-only.
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', dir], { stdio: 'pipe' });
  } catch {
    process.stderr.write('SKIPPED: a folder that may not be written to, which takes the right to mount a tmpfs\n');
    return undefined;
  }
  const unseal = (): void => void execFileSync('umount', ['-l', dir]);
  onTestFinished(() => {
    if (execFileSync('mount', { encoding: 'utf8' }).includes(dir)) unseal();
  });
  return unseal;
}

describe('a database that others write to without a pause', () => {
  it('is waited for at the end as long as they get on', async () => {
    using project = new Project();
    expectUnharmed(await project.pintle(['run']));
    const other = new DatabaseSync(join(project.dir, '.pintle/audit.db'));
    other.exec('create table other (x)');
    const begin = (): void => other.exec('begin immediate; insert into other values (1)');
    begin();
    const { ended } = project.start(['run']);
    for (let turn = 0; turn < 25; turn++) {
      await setTimeout(200);
      other.exec('commit');
      begin();
    }
    other.exec('rollback');
    other.close();
    expect(expectUnharmed(await ended)).not.toContain(LATER);
    const store = await storeOf(project);
    await expectWhole(project, store);
    await store.close();
  });
});

describe('a store in a folder', () => {
  it('that may not be written to harms no run', async () => {
    using project = new Project();
    const dir = join(project.dir, 'sealed');
    mkdirSync(dir);
    const unseal = seal(dir);
    if (unseal === undefined) return;
    const env = { PINTLE_AUDIT_URL: 'sealed/audit.db' };
    expect(expectUnharmed(await project.pintle(['run'], env))).toContain(LATER);
    const list = await project.pintle(['audit', 'list'], env);
    expect(list).toMatchObject({ code: 2 });
    expect(list.stderr).toContain('AUDIT_STORE_FAILED');
    unseal();
    await expectWholeAfterNextRun(project, env);
  });

  it('that cannot be made harms no run', async () => {
    using project = new Project();
    project.write({ sealed: 'a file' });
    const env = { PINTLE_AUDIT_URL: 'sealed/audit.db' };
    expect(expectUnharmed(await project.pintle(['run'], env))).toContain(LATER);
    rmSync(join(project.dir, 'sealed'));
    await expectWholeAfterNextRun(project, env);
  });

  it('that is no database harms no run', async () => {
    using project = new Project();
    project.write({ 'audit.db': 'this is no database, but long enough to be looked at as if it were one'.repeat(20) });
    const env = { PINTLE_AUDIT_URL: 'audit.db' };
    const stderr = expectUnharmed(await project.pintle(['run'], env));
    expect(stderr).toContain('file is not a database');
    rmSync(join(project.dir, 'audit.db'));
    await expectWholeAfterNextRun(project, env);
  });
});

/** A small file system of its own, or `undefined` where it cannot be had. */
function smallDisk(): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dir], { stdio: 'pipe' });
    return dir;
  } catch {
    rmSync(dir, { recursive: true });
    process.stderr.write('SKIPPED: full disks, which need the right to mount a tmpfs\n');
    return undefined;
  }
}

describe('a full disk', () => {
  const disk = smallDisk();
  afterAll(() => {
    if (disk === undefined) return;
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true });
  });

  const fill = (): void => {
    if (disk === undefined) return;
    for (const size of [65_536, 4096, 1]) {
      try {
        for (let part = 0; ; part++) writeFileSync(join(disk, `fill-${size}-${part}`), Buffer.alloc(size));
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
    }
  };
  const empty = (): void => {
    if (disk === undefined) return;
    for (const name of readdirSync(disk)) if (name.startsWith('fill-')) rmSync(join(disk, name));
  };

  it.skipIf(disk === undefined)('under the store harms no run', async () => {
    using project = new Project();
    const env = { PINTLE_AUDIT_URL: join(disk ?? '', 'store.db') };
    expectUnharmed(await project.pintle(['run'], env));
    fill();
    expect(expectUnharmed(await project.pintle(['run'], { ...env, COUNT: '100' }))).toContain(LATER);
    empty();
    await expectWholeAfterNextRun(project, env);
  });

  it.skipIf(disk === undefined)('under the hook calls keeps them until there is room', () => {
    fill();
    const path = join(disk ?? '', 'hooks.jsonl');
    const journal = new Journal(path, (count) => ({ type: 'calls_lost', count }));
    const wide = 'x'.repeat(3000);
    for (let index = 0; index < 50; index++) journal.add({ index, wide });
    expect(() => journal.flush()).toThrow(/ENOSPC/);
    for (let index = 50; index < 10_050; index++) journal.add({ index });
    expect(() => journal.flush()).toThrow(/ENOSPC/);
    empty();
    journal.flush();
    journal.add({ index: 'last' });
    journal.close();
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(10_002);
    expect(lines.slice(0, 10_000)).toEqual(
      Array.from({ length: 10_000 }, (_, index) => (index < 50 ? { index, wide } : { index })),
    );
    expect(lines.slice(10_000)).toEqual([{ type: 'calls_lost', count: 50 }, { index: 'last' }]);
    rmSync(path);
  });

  it.skipIf(disk === undefined)('under the run log itself leaves a trail that is whole as far as it goes', async () => {
    using project = new Project();
    symlinkSync(disk ?? '', join(project.dir, '.pintle'));
    const { code } = await project.pintle(['run'], { COUNT: '40', FILL: join(disk ?? '', 'fill-all') });
    expect(code).not.toBe(0);
    empty();
    // What could not be written before the process ended is lost, of hook calls: the log may have had room for one more line.
    await expectWholeAfterNextRun(project, {}, false);
  });
});

describe.skipIf(withoutPostgres)('a Postgres server', () => {
  it('that stops and starts in the middle of a run loses nothing', async () => {
    await using server = await PostgresServer.start();
    using project = new Project();
    const env = { PINTLE_AUDIT_URL: server.url };
    const { ended } = project.start(['run'], { ...env, WAIT: '30', COUNT: '100' });
    await setTimeout(1200);
    await server.stop();
    await setTimeout(700);
    await server.resume();
    expectUnharmed(await ended);
    await expectWholeAfterNextRun(project, env);
  });

  it('that is down costs a run nothing, not even a wait', async () => {
    await using server = await PostgresServer.start();
    using project = new Project();
    const env = { PINTLE_AUDIT_URL: server.url };
    await server.stop();
    const startedAt = performance.now();
    const stderr = expectUnharmed(await project.pintle(['run'], { ...env, GRACE: '40000' }));
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(stderr).toContain(LATER);
    expect(stderr).toContain('ECONNREFUSED');
    await server.resume();
    await expectWholeAfterNextRun(project, env);
  });

  it('that accepts connections and says nothing costs a run no more than its grace', async () => {
    using project = new Project();
    const { createServer } = await import('node:net');
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const startedAt = performance.now();
    const run = await project.pintle(['run'], { PINTLE_AUDIT_URL: `postgres://me:hunter2@127.0.0.1:${port}/x` });
    silent.close();
    const stderr = expectUnharmed(run);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(stderr).toContain(LATER);
    expect(stderr).not.toContain('hunter2');
  });
});
