import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readHead, sealHead } from '../src/chain/head.js';
import { genesis, link } from '../src/chain/link.js';
import { canonicalJson } from '../src/row/canonical.js';
import { columnsOf } from '../src/row/columns.js';
import type { AuditRecord } from '../src/row/record.js';
import type { AuditStore } from '../src/store/store.js';
import { rowsOf } from '../src/trail/rows.js';
import { runsOf } from '../src/trail/runs.js';
import { type Anchors, verifyRun } from '../src/verify/verify-run.js';
import { type Bench, describeEngines } from './support/engines.js';
import { RunFiles } from './support/run-files.js';

const RUN = '01a00000-0000-7000-8000-000000000001';
const OTHER = '01a00000-0000-7000-8000-000000000002';
const NOTHING: Anchors = { key: undefined, exported: [] };

const keyAt = (position: number): string => `${RUN}/1/${position}`;

/** A store with one run of nine events and three hook calls. */
async function filled({ dir, store, sync }: Bench, key?: string): Promise<AuditStore> {
  RunFiles.succeeded(dir, RUN).hooks('aaaa', 3);
  await sync(key === undefined ? {} : { key });
  expect(await verifyRun(store, RUN, { key, exported: [] })).toMatchObject({ isSound: true, records: 12 });
  return store;
}

async function flawOf(store: AuditStore, anchors = NOTHING): Promise<unknown> {
  const { isSound, flaw } = await verifyRun(store, RUN, anchors);
  expect(isSound).toBe(flaw === undefined);
  return flaw;
}

async function move({ db }: AuditStore, from: number, to: number): Promise<void> {
  await db
    .updateTable('audit_rows')
    .set({ position: to })
    .where('run_id', '=', RUN)
    .where('strand', '=', 'log')
    .where('position', '=', from)
    .execute();
}

/** Writes a run's log anew, as someone would who knows how chains are made: everything fits together afterwards. */
async function rewrite(
  store: AuditStore,
  change: (record: AuditRecord) => AuditRecord | undefined,
  key?: string,
): Promise<void> {
  const { db } = store;
  const records: AuditRecord[] = [];
  for await (const { record } of rowsOf(store, RUN, 'log')) records.push(JSON.parse(record) as AuditRecord);
  await db.deleteFrom('audit_rows').where('run_id', '=', RUN).where('strand', '=', 'log').execute();
  let hash = genesis(RUN, 'log');
  const kept = records.flatMap((record) => change(record) ?? []);
  for (const [index, record] of kept.entries()) {
    const text = canonicalJson(record);
    const previous = hash;
    hash = link(previous, text);
    await db
      .insertInto('audit_rows')
      .values({ ...columnsOf(record), strand: 'log', position: index + 1, record: text, previous, hash })
      .execute();
  }
  const sealed = await db.selectFrom('audit_heads').select('head').where('run_id', '=', RUN).executeTakeFirstOrThrow();
  const head = readHead(sealed.head)!;
  const strands = { ...head.strands, log: { ...head.strands['log']!, records: kept.length, hash } };
  await db
    .updateTable('audit_heads')
    .set(sealHead({ ...head, strands }, key))
    .where('run_id', '=', RUN)
    .execute();
}

const HARMLESS = (record: AuditRecord): AuditRecord =>
  record.type === 'node_ended' ? { ...record, status: 'error' } : record;

describeEngines('a trail that was tampered with', (bench) => {
  describe('names the first bad record when', () => {
    it('a record was changed', async () => {
      const store = await filled(bench());
      const { record } = await store.db
        .selectFrom('audit_rows')
        .select('record')
        .where('key', '=', keyAt(5))
        .executeTakeFirstOrThrow();
      await store.db
        .updateTable('audit_rows')
        .set({ record: record.replace('success', 'error!!') })
        .where('key', '=', keyAt(5))
        .execute();
      expect(await flawOf(store)).toMatchObject({
        kind: 'changed',
        strand: 'log',
        position: 5,
        key: keyAt(5),
        message: 'was changed',
      });
    });

    it.each(['status', 'node', 'time', 'duration_ms', 'rows', 'error', 'event', 'attempt', 'content_hash'] as const)(
      'only its column %s was changed',
      async (column) => {
        const store = await filled(bench());
        const value = ['duration_ms', 'rows', 'attempt'].includes(column) ? 4711 : 'x';
        await sql`update audit_rows set ${sql.ref(column)} = ${value} where key = ${keyAt(5)}`.execute(store.db);
        expect(await flawOf(store)).toMatchObject({ kind: 'changed', strand: 'log', position: 5 });
      },
    );

    it('a record and its hash were changed', async () => {
      const store = await filled(bench());
      const row = await store.db
        .selectFrom('audit_rows')
        .selectAll()
        .where('key', '=', keyAt(5))
        .executeTakeFirstOrThrow();
      const record = { ...(JSON.parse(row.record) as AuditRecord), status: 'error' };
      const text = canonicalJson(record);
      const changed = { ...columnsOf(record), record: text, hash: link(row.previous, text) };
      await store.db.updateTable('audit_rows').set(changed).where('key', '=', keyAt(5)).execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'disorder', strand: 'log', position: 6, key: keyAt(6) });
    });

    it('a record was removed', async () => {
      const store = await filled(bench());
      await store.db.deleteFrom('audit_rows').where('key', '=', keyAt(4)).execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'gap', strand: 'log', position: 4 });
    });

    it('a record was removed and the others moved up', async () => {
      const store = await filled(bench());
      await store.db.deleteFrom('audit_rows').where('key', '=', keyAt(4)).execute();
      for (let position = 5; position <= 9; position++) await move(store, position, position - 1);
      expect(await flawOf(store)).toMatchObject({ kind: 'disorder', strand: 'log', position: 4, key: keyAt(5) });
    });

    it('a record was inserted', async () => {
      const store = await filled(bench());
      const row = await store.db
        .selectFrom('audit_rows')
        .selectAll()
        .where('key', '=', keyAt(4))
        .executeTakeFirstOrThrow();
      for (let position = 9; position >= 5; position--) await move(store, position, position + 1);
      const record = { ...(JSON.parse(row.record) as AuditRecord), key: 'forged' };
      const text = canonicalJson(record);
      const forged = {
        ...row,
        ...columnsOf(record),
        record: text,
        position: 5,
        previous: row.hash,
        hash: link(row.hash, text),
      };
      await store.db.insertInto('audit_rows').values(forged).execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'disorder', strand: 'log', position: 6, key: keyAt(5) });
    });

    it('a record was added at the end', async () => {
      const store = await filled(bench());
      const row = await store.db
        .selectFrom('audit_rows')
        .selectAll()
        .where('key', '=', keyAt(9))
        .executeTakeFirstOrThrow();
      const record = { ...(JSON.parse(row.record) as AuditRecord), key: 'forged' };
      const text = canonicalJson(record);
      const forged = {
        ...row,
        ...columnsOf(record),
        record: text,
        position: 10,
        previous: row.hash,
        hash: link(row.hash, text),
      };
      await store.db.insertInto('audit_rows').values(forged).execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'added', strand: 'log', position: 10, key: 'forged' });
    });

    it('two records changed places', async () => {
      const store = await filled(bench());
      await move(store, 3, 100);
      await move(store, 6, 3);
      await move(store, 100, 6);
      expect(await flawOf(store)).toMatchObject({ kind: 'disorder', strand: 'log', position: 3, key: keyAt(6) });
    });

    it.each([1, 3, 9])('the last %i records of the log were cut off', async (count) => {
      const store = await filled(bench());
      await store.db
        .deleteFrom('audit_rows')
        .where('strand', '=', 'log')
        .where('position', '>', 9 - count)
        .execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'truncated', strand: 'log', position: 10 - count });
    });

    it('the hook calls of a process were removed', async () => {
      const store = await filled(bench());
      await store.db.deleteFrom('audit_rows').where('strand', '=', 'hooks/aaaa').execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'truncated', strand: 'hooks/aaaa', position: 1 });
    });

    it('hook calls were invented that no head knows of', async () => {
      const store = await filled(bench());
      await store.db
        .updateTable('audit_rows')
        .set({ strand: 'hooks/bbbb', position: 1 })
        .where('strand', '=', 'hooks/aaaa')
        .where('position', '=', 1)
        .execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'gap', strand: 'hooks/aaaa', position: 1 });
      await store.db.deleteFrom('audit_rows').where('strand', '=', 'hooks/aaaa').execute();
      expect(await flawOf(store)).toMatchObject({ strand: 'hooks/aaaa' });
    });

    it('the strands of two processes changed places', async () => {
      const { dir, store, sync } = bench();
      RunFiles.succeeded(dir, RUN).hooks('aaaa', 2).hooks('bbbb', 2);
      await sync();
      for (const [from, to] of [
        ['aaaa', 'x'],
        ['bbbb', 'aaaa'],
        ['x', 'bbbb'],
      ])
        await store.db
          .updateTable('audit_rows')
          .set({ strand: `hooks/${to}` })
          .where('strand', '=', `hooks/${from}`)
          .execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'disorder', strand: 'hooks/aaaa', position: 1 });
    });

    it('a strand was written anew, and the head left as it was', async () => {
      const store = await filled(bench());
      const head = await store.db.selectFrom('audit_heads').selectAll().executeTakeFirstOrThrow();
      await rewrite(store, HARMLESS);
      await store.db.updateTable('audit_heads').set(head).execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'head_changed', strand: 'log', position: 9 });
    });

    it('a strand of another run was put in its place', async () => {
      const { dir, store, sync } = bench();
      RunFiles.succeeded(dir, RUN);
      RunFiles.succeeded(dir, OTHER);
      await sync();
      await store.db.deleteFrom('audit_rows').where('run_id', '=', RUN).execute();
      await store.db.updateTable('audit_rows').set({ run_id: RUN }).where('run_id', '=', OTHER).execute();
      expect(await flawOf(store)).toMatchObject({ kind: 'changed', strand: 'log', position: 1 });
    });
  });

  it('notices a head that was changed or removed', async () => {
    const store = await filled(bench());
    const { head } = await store.db.selectFrom('audit_heads').select('head').executeTakeFirstOrThrow();
    await store.db
      .updateTable('audit_heads')
      .set({ head: head.replace('"closed":true', '"closed":false') })
      .execute();
    expect(await flawOf(store)).toMatchObject({ kind: 'head_changed' });
    await store.db.deleteFrom('audit_heads').execute();
    expect(await flawOf(store)).toMatchObject({ kind: 'head_missing' });
    expect(await runsOf(store)).toEqual([RUN]);
  });

  describe('and written anew as a whole, head included', () => {
    it('is not noticed without a key and without an exported head, and that is said', async () => {
      const store = await filled(bench());
      await rewrite(store, HARMLESS);
      expect(await verifyRun(store, RUN, NOTHING)).toMatchObject({ isSound: true, anchor: 'nothing' });
    });

    it('is noticed under a key', async () => {
      const store = await filled(bench(), 'secret');
      const anchors = { key: 'secret', exported: [] };
      await rewrite(store, HARMLESS);
      expect(await flawOf(store, anchors)).toMatchObject({ kind: 'head_unsealed' });
      await rewrite(store, HARMLESS, 'another secret');
      expect(await flawOf(store, anchors)).toMatchObject({ kind: 'head_resealed' });
      await store.db
        .updateTable('audit_heads')
        .set({ key_id: sealHead(readHead('{"runId":"","attempt":1,"closed":true,"strands":{}}')!, 'secret').key_id })
        .execute();
      expect(await flawOf(store, anchors)).toMatchObject({ kind: 'head_resealed' });
    });

    it('is noticed by an exported head, which names the first record that the head covers', async () => {
      const store = await filled(bench());
      const exported = await store.db.selectFrom('audit_heads').selectAll().execute();
      await rewrite(store, HARMLESS);
      expect(await flawOf(store, { key: undefined, exported })).toMatchObject({
        kind: 'rewritten',
        strand: 'log',
        position: 9,
      });
    });

    it('and cut off is noticed by an exported head', async () => {
      const store = await filled(bench());
      const exported = await store.db.selectFrom('audit_heads').selectAll().execute();
      let count = 0;
      await rewrite(store, (record) => (++count > 6 ? undefined : record));
      expect(await verifyRun(store, RUN, NOTHING)).toMatchObject({ isSound: true });
      expect(await flawOf(store, { key: undefined, exported })).toMatchObject({
        kind: 'truncated',
        strand: 'log',
        position: 7,
      });
    });

    it('and removed altogether is noticed by an exported head', async () => {
      const store = await filled(bench());
      const exported = await store.db.selectFrom('audit_heads').selectAll().execute();
      await store.db.deleteFrom('audit_rows').execute();
      await store.db.deleteFrom('audit_heads').execute();
      expect(await flawOf(store, { key: undefined, exported })).toMatchObject({ kind: 'head_missing' });
    });
  });

  it('is not a run that has gone on since its head was exported', async () => {
    const { dir, store, sync } = bench();
    const files = new RunFiles(dir, RUN).start(['a']);
    await sync({ key: 'secret' });
    const exported = await store.db.selectFrom('audit_heads').selectAll().execute();
    files.succeed('a').end('success').hooks('aaaa', 1);
    await sync({ key: 'secret' });
    const verdict = await verifyRun(store, RUN, { key: 'secret', exported });
    expect(verdict).toMatchObject({ isSound: true, anchor: 'key and exported head', records: 7 });
  });
});
