import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runIds } from '../src/run-log/folder.js';
import { PostgresServer, withoutPostgres } from './support/postgres-server.js';
import { Project, type Variables } from './support/project.js';
import { RunFiles } from './support/run-files.js';
import { expectWhole, storeOf } from './support/trail.js';

const RUN = '01a00000-0000-7000-8000-000000000001';

async function expectWholeStore(project: Project, env: Variables = {}): Promise<void> {
  const store = await storeOf(project, env['PINTLE_AUDIT_URL']);
  await expectWhole(project, store);
  await store.close();
}

/** A run with so many nodes that bringing it into the store takes a while. */
function largeRun(project: Project, nodes: number): void {
  const files = new RunFiles(project.dir, RUN).start(['a']);
  for (let node = 0; node < nodes; node++) files.succeed(`n${node}`);
  files.end('success');
}

describe('ten runs at once', () => {
  it('into a new embedded store: all rows are there, the chains are whole', { timeout: 120_000 }, async () => {
    using project = new Project();
    const runs = await Promise.all(Array.from({ length: 10 }, () => project.pintle(['run'], { COUNT: '20' })));
    for (const run of runs) expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(runIds(project.dir)).toHaveLength(10);
    await expectWholeStore(project);
  });

  it.skipIf(withoutPostgres)(
    'into Postgres: all rows are there, the chains are whole',
    { timeout: 120_000 },
    async () => {
      await using server = await PostgresServer.start();
      using project = new Project();
      const env = { PINTLE_AUDIT_URL: server.url };
      const runs = await Promise.all(
        Array.from({ length: 10 }, () => project.pintle(['run'], { ...env, COUNT: '20' })),
      );
      for (const run of runs) expect(run, run.stderr).toMatchObject({ code: 0 });
      expect(runIds(project.dir)).toHaveLength(10);
      await expectWholeStore(project, env);
    },
  );
});

describe('pintle audit sync', () => {
  it('three times at once writes each record once', async () => {
    using project = new Project();
    largeRun(project, 2000);
    const syncs = await Promise.all([1, 2, 3].map(() => project.pintle(['audit', 'sync', '--json'])));
    const added = syncs.map(({ stdout, stderr, code }) => {
      expect(code, stderr).toBe(0);
      return (JSON.parse(stdout) as { added: number }[]).reduce((sum, run) => sum + run.added, 0);
    });
    expect(added.reduce((sum, one) => sum + one, 0)).toBe(6003);
    const store = await storeOf(project);
    expect(await store.db.selectFrom('run_audit').select(['nodes_ok', 'status']).execute()).toEqual([
      { nodes_ok: 2000, status: 'success' },
    ]);
    await store.close();
  });

  const expectWholeAfterKills = async (env: Variables): Promise<void> => {
    using project = new Project();
    largeRun(project, 3000);
    let kills = 0;
    for (let round = 0; round < 40; round++) {
      const { child, ended } = project.start(['audit', 'sync'], env);
      const timer = setTimeout(randomInt(250, 900)).then(() => child.kill('SIGKILL'));
      const { signal } = await ended;
      await timer;
      if (signal === null) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const last = await project.pintle(['audit', 'sync'], env);
    expect(last, last.stderr).toMatchObject({ code: 0 });
    const verify = await project.pintle(['audit', 'verify', '--json'], env);
    expect(JSON.parse(verify.stdout)).toMatchObject({ isSound: true, runs: [{ records: 9003, isClosed: true }] });
  };

  it('that is killed goes on where it was', { timeout: 240_000 }, () => expectWholeAfterKills({}));

  it.skipIf(withoutPostgres)('that is killed goes on where it was, with Postgres', { timeout: 240_000 }, async () => {
    await using server = await PostgresServer.start();
    await expectWholeAfterKills({ PINTLE_AUDIT_URL: server.url });
  });
});
