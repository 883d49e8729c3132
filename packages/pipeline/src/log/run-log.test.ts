import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { draftOf, type EventBody } from './draft.js';
import { type RunFolder, runFolder } from './folder.js';
import { Lease } from './lease.js';
import { readEvents } from './read-log.js';
import { RunLog } from './run-log.js';

const dirs: string[] = [];

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function open(): { folder: RunFolder; lease: Lease; log: RunLog } {
  const dir = mkdtempSync(join(tmpdir(), 'pintle-log-'));
  dirs.push(dir);
  const folder = runFolder(dir, 'r1');
  const lease = Lease.claim(folder);
  if (lease === undefined) throw new TypeError('nobody else can hold it');
  return { folder, lease, log: new RunLog({ path: folder.events, lease, runId: 'r1' }) };
}

const draft = (body: EventBody, ordinal = 0) => draftOf({ runId: 'r1', attempt: 1 }, body, new Date(0), ordinal);
const started = draft({ type: 'node_started', node: 'n', attempt: 1 });
const ended = draft({ type: 'node_ended', node: 'n', attempt: 1, status: 'success', durationMs: 1 });

describe('RunLog', () => {
  it('has what happened on disk when a node starts', () => {
    const { folder, log } = open();
    log.append(ended);
    expect(readFileSync(folder.events, 'utf8')).toBe('');
    log.append(started);
    expect(readEvents(folder.events)).toEqual([
      {
        seq: 1,
        type: 'node_ended',
        time: '1970-01-01T00:00:00.000Z',
        runId: 'r1',
        runAttempt: 1,
        key: 'r1/1/n/node_ended',
        node: 'n',
        attempt: 1,
        status: 'success',
        durationMs: 1,
      },
      {
        seq: 2,
        type: 'node_started',
        time: '1970-01-01T00:00:00.000Z',
        runId: 'r1',
        runAttempt: 1,
        key: 'r1/1/n/1/node_started',
        node: 'n',
        attempt: 1,
      },
    ]);
    expect(log.close()).toBe(true);
  });

  it('has everything on disk when it is closed', () => {
    const { folder, log } = open();
    log.append(ended);
    expect(log.close()).toBe(true);
    expect(readEvents(folder.events)).toHaveLength(1);
    expect(log.close()).toBe(false);
  });

  it('goes on after half a line that a killed process left', () => {
    const { folder, lease, log } = open();
    log.append(started);
    log.close();
    appendFileSync(folder.events, '{"seq":2,"typ');
    expect(readEvents(folder.events)).toHaveLength(1);
    const again = new RunLog({ path: folder.events, lease, runId: 'r1', seq: 1 });
    again.append(ended);
    again.close();
    expect(readEvents(folder.events).map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'node_started'],
      [2, 'node_ended'],
    ]);
  });

  it('writes nothing more when the run was taken over', () => {
    const { folder, lease, log } = open();
    log.append(started);
    writeFileSync(join(folder.dir, 'lease-2.json'), '{}');
    lease.renew();
    expect(() => log.append(ended)).toThrow(expect.objectContaining({ code: 'RUN_LEASE_LOST' }));
    expect(log.close()).toBe(false);
    expect(readEvents(folder.events)).toHaveLength(1);
  });

  it('says where it is broken', () => {
    const { folder, log } = open();
    log.close();
    writeFileSync(folder.events, '{"seq":1}\nnonsense\n{"seq":3}\n');
    expect(() => readEvents(folder.events)).toThrow(
      expect.objectContaining({ code: 'RUN_LOG_CORRUPT', message: expect.stringContaining('events.jsonl:2') }),
    );
  });
});

describe('keys', () => {
  it('differ for all that can happen in a run', () => {
    const bodies: EventBody[] = [
      { type: 'run_planned', nodes: [] },
      { type: 'node_started', node: 'n', attempt: 1 },
      { type: 'node_started', node: 'n', attempt: 2 },
      { type: 'node_retrying', node: 'n', attempt: 1, durationMs: 1, delayMs: 1, error: { name: 'E', message: '' } },
      { type: 'dataset_loaded', node: 'n', attempt: 1, dataset: 'a', durationMs: 1 },
      { type: 'dataset_loaded', node: 'n', attempt: 1, dataset: 'b', durationMs: 1 },
      { type: 'dataset_saved', node: 'n', attempt: 1, dataset: 'a', durationMs: 1 },
      {
        type: 'dataset_failed',
        node: 'n',
        attempt: 1,
        dataset: 'a',
        operation: 'save',
        error: { name: 'E', message: '' },
      },
      { type: 'node_ended', node: 'n', attempt: 1, status: 'success', durationMs: 1 },
      { type: 'node_skipped', node: 'n', attempt: 0, reason: 'cached' },
      { type: 'hook_failed', hook: 'on_node_end', node: 'n', attempt: 1, error: { name: 'E', message: '' } },
    ];
    const keys = bodies.map((body) => draft(body).key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(draft(bodies[10] as EventBody, 1).key).not.toBe(draft(bodies[10] as EventBody, 2).key);
  });
});
