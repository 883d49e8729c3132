import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { verifyRun } from '../src/verify/verify-run.js';
import { describeEngines } from './support/engines.js';
import { RunFiles } from './support/run-files.js';

const RUN = '01a00000-0000-7000-8000-000000000001';
const OTHER = '01a00000-0000-7000-8000-000000000002';

describeEngines('a store of an earlier version', (bench) => {
  it('is brought up to date when it is opened, and what it had stays sound', async () => {
    const { dir, store, sync, again } = bench();
    RunFiles.succeeded(dir, RUN).hooks('aaaa', 3);
    await sync();
    for (const column of ['content_hash', 'plugin_version'])
      await sql`alter table audit_rows drop column ${sql.ref(column)}`.execute(store.db);
    await sql`drop view run_audit`.execute(store.db);
    await sql`create view run_audit as select 'unknown' as status from audit_rows`.execute(store.db);
    await sql`delete from audit_migrations where name <> '0001_trail'`.execute(store.db);
    const opened = await again();
    const contentHash = `sha256:${'0a'.repeat(32)}`;
    new RunFiles(dir, OTHER)
      .start(['a'])
      .event('dataset_saved', { node: 'a', attempt: 1, dataset: 'd', contentHash })
      .end('success');
    await sync({ store: opened });
    for (const runId of [RUN, OTHER]) {
      expect(await verifyRun(opened, runId, { key: undefined, exported: [] })).toMatchObject({ isSound: true });
    }
    const runs = opened.db.selectFrom('run_audit').select('status').orderBy('run_id');
    expect(await runs.execute()).toEqual([{ status: 'success' }, { status: 'success' }]);
    const saved = opened.db.selectFrom('audit_rows').select('content_hash').where('event', '=', 'dataset_saved');
    expect(await saved.where('run_id', '=', OTHER).execute()).toEqual([{ content_hash: contentHash }]);
  });
});
