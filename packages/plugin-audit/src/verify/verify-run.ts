import { readHead, type RunHead, type SealedHead } from '../chain/head.js';
import type { HeadRow } from '../store/schema.js';
import type { AuditStore } from '../store/store.js';
import { inOrder, rowsOf, strandsOf } from '../trail/rows.js';
import { headFlaw } from './head-flaw.js';
import type { Flaw, Verdict } from './verdict.js';
import { verifyStrand } from './verify-strand.js';

/** What a rewritten head is noticed by. */
export interface Anchors {
  /** What heads were sealed with. */
  readonly key: string | undefined;
  /** Heads of the run that were exported earlier. */
  readonly exported: readonly SealedHead[];
}

/** Checks the trail of a run: its head, then strand by strand, up to the first flaw. */
export async function verifyRun(store: AuditStore, runId: string, anchors: Anchors): Promise<Verdict> {
  for (;;) {
    const sealed = await headRow(store, runId);
    const verdict = await verify(store, runId, sealed, anchors);
    // A run that goes on has grown meanwhile: its rows are those of a later head.
    if (verdict.isSound || (await headRow(store, runId))?.hash === sealed?.hash) return verdict;
  }
}

function headRow({ db }: AuditStore, runId: string): Promise<HeadRow | undefined> {
  return db.selectFrom('audit_heads').selectAll().where('run_id', '=', runId).executeTakeFirst();
}

async function verify(
  store: AuditStore,
  runId: string,
  sealed: HeadRow | undefined,
  anchors: Anchors,
): Promise<Verdict> {
  const head = sealed === undefined ? undefined : readHead(sealed.head);
  const base = {
    runId,
    isClosed: head?.closed ?? false,
    sealedBy: sealed?.key_id ?? undefined,
    anchor: anchorOf(anchors),
  };
  if (sealed === undefined) return { ...base, isSound: false, records: 0, flaw: MISSING };
  const flaw = headFlaw(sealed, anchors.key);
  if (flaw !== undefined) return { ...base, isSound: false, records: 0, flaw };
  if (head === undefined || head.runId !== runId) return { ...base, isSound: false, records: 0, flaw: NO_HEAD };
  let records = 0;
  for (const facts of await strandFacts(store, head, anchors.exported)) {
    const check = await verifyStrand(facts, rowsOf(store, runId, facts.strand));
    records += check.records;
    if (check.flaw !== undefined) return { ...base, isSound: false, records, flaw: check.flaw };
  }
  return { ...base, isSound: true, records };
}

async function strandFacts(
  store: AuditStore,
  head: RunHead,
  sealed: readonly SealedHead[],
): Promise<readonly Parameters<typeof verifyStrand>[0][]> {
  const { runId } = head;
  const exported = sealed.flatMap(({ head: text }) => readHead(text) ?? []);
  const inHeads = [head, ...exported].flatMap(({ strands }) => Object.keys(strands));
  const strands = inOrder(new Set([...inHeads, ...(await strandsOf(store, runId))]));
  return strands.map((strand) => ({
    runId,
    strand,
    head: head.strands[strand],
    exported: exported.flatMap((one) => one.strands[strand] ?? []),
  }));
}

const MISSING: Flaw = {
  kind: 'head_missing',
  message: 'The head is missing, and with it what the trail could be checked by.',
};
const NO_HEAD: Flaw = { kind: 'head_changed', message: 'The head was changed: it is no head of this run.' };

function anchorOf({ key, exported }: Anchors): Verdict['anchor'] {
  if (key === undefined) return exported.length > 0 ? 'exported head' : 'nothing';
  return exported.length > 0 ? 'key and exported head' : 'key';
}
