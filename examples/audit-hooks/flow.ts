import { flow, task, taskContext } from 'pintle';
import { makeLogHook } from './audit/log-hook.ts';

interface RawRecord {
  readonly id: number;
  readonly src: string;
}
interface ProcessedRecord extends RawRecord {
  readonly processed: true;
}

/** Nobody can write now; somebody will, when the others are done. */
class TargetLocked extends Error {}

// Shared by all tasks, and by the flow.
const lists = {
  on_running: [makeLogHook('AUDIT:start')],
  on_completion: [makeLogHook('AUDIT:end')],
  on_failure: [makeLogHook('AUDIT:fail')],
  on_retry: [makeLogHook('AUDIT:retry')],
};

const extract = task({ name: 'extract', ...lists, retries: 1 }, (source: string): RawRecord[] => {
  if (source === 'nowhere') throw new RangeError('there is no source "nowhere"');
  if (source === 'flaky' && taskContext().attempt === 1) throw new RangeError('the source is busy');
  return Array.from({ length: 5 }, (_, id) => ({ id, src: source }));
});

const transformRecords = task({ name: 'transform_records', ...lists }, (records: readonly RawRecord[]) =>
  records.map((record): ProcessedRecord => ({ ...record, processed: true })),
);

const load = task({ name: 'load', ...lists }, (records: readonly ProcessedRecord[]) => {
  if (records[0]?.src === 'locked' && taskContext().run.attempt === 1) throw new TargetLocked('the target is locked');
  return records.length;
});

export const auditHooksFlow = flow(
  // Records that have waited are old records: the whole flow is tried again, and not only its last task.
  { name: 'audit_hooks_flow', ...lists, retries: 1, retry: { when: (error) => error instanceof TargetLocked } },
  async ({ source = 'db' }: { source?: string }) => {
    const raw = await extract(source);
    const processed = await transformRecords(raw);
    return await load(processed);
  },
);
