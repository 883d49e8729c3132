import fc from 'fast-check';
import { buildEvent } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { columnsOf, RECORD_COLUMNS } from './columns.js';
import { type AuditRecord, readRecord } from './record.js';

const RUN = 'run';

function columnsOfEvent(event: object): Partial<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(columnsOf(event as AuditRecord)).filter(([, value]) => value !== null));
}

describe('columnsOf', () => {
  it('takes from each event what can be asked for', () => {
    const place = { runId: RUN, key: 'k', time: '2026-01-01T00:00:00.000Z' };
    const base = { run_id: RUN, run_attempt: 1, key: 'k', time: place.time };
    expect(columnsOfEvent(buildEvent('run_started', { ...place, pipeline: 'p', env: 'e' }))).toEqual({
      ...base,
      event: 'run_started',
      pipeline: 'p',
      env: 'e',
    });
    expect(columnsOfEvent(buildEvent('run_planned', { ...place, nodes: ['a', 'b'] }))).toEqual({
      ...base,
      event: 'run_planned',
      nodes: 2,
    });
    const saved = buildEvent('dataset_saved', {
      ...place,
      node: 'a',
      attempt: 2,
      dataset: 'd',
      rows: 3,
      version: 'v',
      contentHash: 'sha256:0a',
      durationMs: 1.5,
    });
    expect(columnsOfEvent(saved)).toEqual({
      ...base,
      event: 'dataset_saved',
      node: 'a',
      attempt: 2,
      dataset: 'd',
      rows: 3,
      version: 'v',
      content_hash: 'sha256:0a',
      duration_ms: 1.5,
    });
    const error = { name: 'E', message: 'm' };
    expect(
      columnsOfEvent(buildEvent('node_ended', { ...place, node: 'a', status: 'error', rowsAffected: 9, error })),
    ).toMatchObject({ status: 'error', rows: 9, error: 'm' });
    expect(columnsOfEvent(buildEvent('node_retrying', { ...place, error }))).toMatchObject({
      status: 'retrying',
      error: 'm',
    });
    expect(columnsOfEvent(buildEvent('hook_failed', { ...place, hook: 'h', plugin: 'p', error }))).toMatchObject({
      status: 'error',
      hook: 'h',
      plugin: 'p',
    });
    const called = { type: 'hook_called', key: 'k', runId: RUN, runAttempt: 1, plugin: 'p', pluginVersion: '1.2.3' };
    expect(columnsOf(called)).toMatchObject({ plugin: 'p', plugin_version: '1.2.3' });
  });

  it.each([
    ['upstream_failed', 'skipped'],
    ['run_stopped', 'skipped'],
    ['cancelled', 'cancelled'],
    ['outputs_exist', 'cached'],
    ['cached', 'cached'],
  ] as const)('says of a node that was skipped for %s that it is %s', (reason, status) => {
    expect(columnsOf(buildEvent('node_skipped', { reason }) as unknown as AuditRecord)).toMatchObject({
      reason,
      status,
    });
  });

  it('is about every record, whatever it holds, and gives only what any database keeps', () => {
    const odd = fc.array(fc.constantFrom('a', '\0', '\ud800', '\udc00', 'ü', '🪝')).map((parts) => parts.join(''));
    const record = fc.dictionary(
      fc.constantFrom('time', 'node', 'attempt', 'rows', 'nodes', 'error', 'status', 'durationMs'),
      fc.oneof(fc.jsonValue(), odd),
    );
    fc.assert(
      fc.property(record, odd, (fields, type) => {
        const columns = columnsOf({ ...fields, type, key: type, runId: RUN, runAttempt: 1 });
        expect(Object.keys(columns)).toEqual(RECORD_COLUMNS);
        const keeps = (value: unknown): boolean =>
          typeof value === 'string'
            ? value.isWellFormed() && !value.includes('\0')
            : value === null || Number.isFinite(value);
        expect(Object.values(columns).filter((value) => !keeps(value))).toEqual([]);
      }),
    );
  });
});

describe('readRecord', () => {
  const line = (text: string) => ({ text, start: 7, end: 7 + text.length });

  it('gives the record of a line', () => {
    const record = { type: 't', key: 'k', runId: RUN, runAttempt: 1, more: [1] };
    expect(readRecord(line(JSON.stringify(record)), RUN, 'log')).toEqual(record);
  });

  it.each(['', '{', 'null', '[]', '{"type":"t"}', '{"type":"t","key":"k","runId":"other","runAttempt":1}'])(
    'makes one that says so of %j',
    (text) => {
      const record = readRecord(line(text), RUN, 'log');
      expect(record).toMatchObject({ type: 'unreadable', key: 'run/log/7', runId: RUN, length: text.length });
      expect(readRecord(line(text), RUN, 'log')).toEqual(record);
    },
  );
});
