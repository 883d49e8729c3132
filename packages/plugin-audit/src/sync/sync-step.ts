import type { Insertable } from 'kysely';
import { readHead, type RunHead, type SealedHead, sealHead, type StrandHead } from '../chain/head.js';
import { genesis, link } from '../chain/link.js';
import type { RunRedactors } from '../redact/run-redactors.js';
import { canonicalJson } from '../row/canonical.js';
import { columnsOf } from '../row/columns.js';
import { type AuditRecord, readRecord } from '../row/record.js';
import { LOG, type RunFolder, type StrandFile, strandFiles } from '../run-log/folder.js';
import { type LinesRead, readLines } from '../run-log/lines.js';
import type { AuditRow } from '../store/schema.js';
import type { AuditStore } from '../store/store.js';
import { renewLease } from './renew-lease.js';

/** From where to where records are brought, and how. */
export interface SyncContext {
  readonly store: AuditStore;
  readonly redactors: RunRedactors;
  /** Seals heads. */
  readonly key: string | undefined;
}

/** How a run stands after a step. */
export interface SyncStep {
  /** Records that were written. */
  readonly added: number;
  /** More records wait. */
  readonly hasMore: boolean;
  /** The last attempt of the run has ended, and all of it is in the store. */
  readonly isComplete: boolean;
  /** A file that is shorter than what was read from it: somebody has changed it. */
  readonly shorter: string | undefined;
}

/** Records of one transaction. */
const BATCH = 500;

/**
 * Brings the next records of a run from its files into the store, in one transaction: rows, chains and head together.
 * Another process may do the same at the same time: each record is written once.
 *
 * @param mayRenew - whether the lease of an open run is looked at also when there are no new records
 * @throws whatever the database throws; nothing was changed then
 */
export async function syncStep(context: SyncContext, folder: RunFolder, mayRenew: boolean): Promise<SyncStep> {
  for (;;) {
    const step = await tryStep(context, folder, mayRenew);
    if (step !== undefined) return step;
  }
}

async function tryStep(context: SyncContext, folder: RunFolder, mayRenew: boolean): Promise<SyncStep | undefined> {
  const { store } = context;
  const sealed = await store.db
    .selectFrom('audit_heads')
    .selectAll()
    .where('run_id', '=', folder.runId)
    .executeTakeFirst();
  const progress = new Progress(folder, sealed === undefined ? undefined : readHead(sealed.head));
  let room = BATCH;
  let hasMore = false;
  let shorter: string | undefined;
  for (const file of strandFiles(folder)) {
    const read = readLines(file.path, progress.bytesOf(file.strand), room);
    if (read.isShorter) shorter ??= file.path;
    await progress.take(file, read, context);
    room -= read.lines.length;
    hasMore ||= read.hasMore;
  }
  const { rows, head } = progress;
  if (progress.hasRead) {
    const isWritten = await write({ context, folder, rows, head, before: sealed });
    if (!isWritten) return undefined;
  } else if (mayRenew && !head.closed) {
    await renewLease(store.db, store.engine, folder, head);
  }
  return { added: rows.length, hasMore, isComplete: head.closed && !hasMore, shorter };
}

/** The chains of a run as they grow. */
class Progress {
  readonly rows: Insertable<AuditRow>[] = [];
  /** Whether there was anything to read: the head has moved then, even if no record is new. */
  hasRead = false;
  readonly #folder: RunFolder;
  readonly #strands: Record<string, StrandHead>;
  #attempt: number;
  #closed: boolean;

  constructor(folder: RunFolder, head: RunHead | undefined) {
    this.#folder = folder;
    this.#strands = { ...head?.strands };
    this.#attempt = head?.attempt ?? 0;
    this.#closed = head?.closed ?? false;
  }

  get head(): RunHead {
    return { runId: this.#folder.runId, attempt: this.#attempt, closed: this.#closed, strands: this.#strands };
  }

  bytesOf(strand: string): number {
    return this.#strands[strand]?.bytes ?? 0;
  }

  async take({ strand }: StrandFile, { lines }: LinesRead, { store, redactors }: SyncContext): Promise<void> {
    const last = lines.at(-1);
    if (last === undefined) return;
    this.hasRead = true;
    const records = lines.map((line) => readRecord(line, this.#folder.runId, strand));
    const known = await knownKeys(store, records);
    let { records: position, hash } = this.#strands[strand] ?? {
      records: 0,
      hash: genesis(this.#folder.runId, strand),
    };
    for (const record of records) {
      if (strand === LOG) this.#follow(record, redactors);
      const columns = columnsOf(record);
      if (known.has(columns.key)) continue;
      known.add(columns.key);
      const blanked = redactors.of(this.#folder).record(record);
      const text = canonicalJson(blanked);
      const previous = hash;
      hash = link(previous, text);
      this.rows.push({ ...columnsOf(blanked), strand, position: ++position, record: text, previous, hash });
    }
    this.#strands[strand] = { records: position, hash, bytes: last.end };
  }

  #follow(record: AuditRecord, redactors: RunRedactors): void {
    const { type, runAttempt } = record;
    if (type === 'run_started') {
      redactors.learn(this.#folder, record);
      this.#attempt = runAttempt;
      this.#closed = false;
    } else if (type === 'run_ended' && runAttempt === this.#attempt && record['status'] !== 'retrying') {
      this.#closed = true;
    }
  }
}

/** Keys that the store has already: of records that were entered into the log twice. */
async function knownKeys({ db }: AuditStore, records: readonly AuditRecord[]): Promise<Set<string>> {
  const keys = records.map((record) => columnsOf(record).key);
  const found = await db.selectFrom('audit_rows').select('key').where('key', 'in', keys).execute();
  return new Set(found.map(({ key }) => key));
}

interface Batch {
  readonly context: SyncContext;
  readonly folder: RunFolder;
  readonly rows: readonly Insertable<AuditRow>[];
  readonly head: RunHead;
  /** The head that these rows follow. */
  readonly before: SealedHead | undefined;
}

/** @returns false when another process has been faster: nothing was written, and all has to be read again */
async function write({ context, folder, rows, head, before }: Batch): Promise<boolean> {
  const { db, engine } = context.store;
  const { runId } = folder;
  const seal = sealHead(head, context.key);
  try {
    await db.transaction().execute(async (transaction) => {
      const updated_at = engine.clock();
      if (before === undefined) {
        // The row that is locked has to be there.
        const row = { run_id: runId, ...seal, hash: NO_HEAD, updated_at };
        await transaction
          .insertInto('audit_heads')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      const heads = transaction.selectFrom('audit_heads').select('hash').where('run_id', '=', runId);
      const found = await engine.lock(heads).executeTakeFirst();
      if (found?.hash !== (before?.hash ?? NO_HEAD)) throw new Outrun();
      if (rows.length > 0)
        await transaction
          .insertInto('audit_rows')
          .values([...rows])
          .execute();
      await transaction
        .updateTable('audit_heads')
        .set({ ...seal, updated_at })
        .where('run_id', '=', runId)
        .execute();
      await renewLease(transaction, engine, folder, head);
    });
    return true;
  } catch (error) {
    if (error instanceof Outrun) return false;
    throw error;
  }
}

const NO_HEAD = '';

/** Another process has brought records of this run meanwhile. */
class Outrun extends Error {}
