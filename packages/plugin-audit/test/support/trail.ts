import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '@pintle/hookspecs';
import { expect } from 'vitest';
import { LOG, runFolder, runIds, strandFiles } from '../../src/run-log/folder.js';
import { readLines } from '../../src/run-log/lines.js';
import { readPlace } from '../../src/store/store-place.js';
import { type AuditStore, openStore } from '../../src/store/store.js';
import { rowsOf } from '../../src/trail/rows.js';
import { runsOf } from '../../src/trail/runs.js';
import { verifyRun } from '../../src/verify/verify-run.js';
import type { Project } from './project.js';

/** Opens the store of a project. */
export function storeOf({ dir }: Pick<Project, 'dir'>, url = '.pintle/audit.db'): Promise<AuditStore> {
  return openStore(readPlace(url, dir), { waitMs: 5000 });
}

/** The events of the log of a run that are whole; none of a run that died before it wrote one. */
export function eventsOf({ dir }: Pick<Project, 'dir'>, runId: string): readonly RunEvent[] {
  const file = join(dir, '.pintle/runs', runId, 'events.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as RunEvent);
}

/** The keys of the records in a store, strand by strand, in order. */
export async function keysIn(store: AuditStore, runId: string, strand: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of rowsOf(store, runId, strand)) keys.push(key);
  return keys;
}

/**
 * Nothing lost, nothing twice, nothing for ever running, and every chain whole.
 *
 * @param hooks - whether hook calls could be written as long as events could
 */
export async function expectWhole(project: Pick<Project, 'dir'>, store: AuditStore, hooks = true): Promise<void> {
  for (const runId of runIds(project.dir)) {
    for (const { strand, path } of strandFiles(runFolder(project.dir, runId))) {
      const { lines } = readLines(path, 0, Number.POSITIVE_INFINITY);
      const keys = lines.map(({ text }) => (JSON.parse(text) as { key: string }).key);
      expect(await keysIn(store, runId, strand), `${strand} of ${runId}`).toEqual(keys);
    }
    if (hooks) expectHooksOfEndedNodes(project, runId);
  }
  for (const runId of await runsOf(store)) {
    const verdict = await verifyRun(store, runId, { key: undefined, exported: [] });
    expect(verdict, JSON.stringify(verdict)).toMatchObject({ isSound: true });
  }
  for (const view of ['run_audit', 'node_audit'] as const) {
    expect(await store.db.selectFrom(view).select('status').where('status', '=', 'running').execute()).toEqual([]);
  }
}

/** Wherever the log has the end of a node, the hooks that were called for it are there, too. */
function expectHooksOfEndedNodes(project: Pick<Project, 'dir'>, runId: string): void {
  const calls = strandFiles(runFolder(project.dir, runId))
    .filter(({ strand }) => strand !== LOG)
    .flatMap(({ path }) => readLines(path, 0, Number.POSITIVE_INFINITY).lines)
    .map(({ text }) => JSON.parse(text) as { readonly hook?: string; readonly node?: string });
  for (const event of eventsOf(project, runId)) {
    if (event.type !== 'node_ended' && event.type !== 'node_skipped') continue;
    const ends = calls.filter(({ hook, node }) => hook === 'on_node_end' && node === event.node);
    expect(ends.length, `hooks at the end of ${event.node} in ${runId}`).toBeGreaterThanOrEqual(2);
  }
}
