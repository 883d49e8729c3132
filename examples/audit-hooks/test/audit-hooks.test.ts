import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));
const LINE = / \[\d\d:\d\d:\d\d\] (AUDIT:\w+) +\| task=(\w+) +\| state=(\w+) +\| attempt=(\d)/;

describe('the audit hooks', () => {
  let project = '';
  const demo = (...args: string[]): Promise<{ readonly code: number; readonly lines: readonly string[] }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['demo.ts', ...args], { cwd: project }, (error, stdout) => {
        resolve({ code: error === null ? 0 : Number(error.code), lines: stdout.trimEnd().split('\n') });
      });
    });
  const audited = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => {
      const found = LINE.exec(line);
      return found === null ? [] : [found.slice(1).join(' ')];
    });
  const rows = async (): Promise<readonly Record<string, unknown>[]> => {
    const instance = await DuckDBInstance.create(join(project, 'data/audit.duckdb'));
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll('select * from task_audit order by rowid')).getRowObjectsJson();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  };
  const told = (all: readonly Record<string, unknown>[]): string[] =>
    all.map(({ label, name, state, attempt }) => [label, name, state, attempt].join(' '));

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'audit-hooks-'));
    for (const part of ['package.json', 'demo.ts', 'flow.ts', 'audit'])
      cpSync(join(example, part), join(project, part), { recursive: true });
    symlinkSync(join(example, 'node_modules'), join(project, 'node_modules'));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it('print a line for each state of each task, and write the same to DuckDB', async () => {
    const { code, lines } = await demo();
    expect(code).toBe(0);
    expect(lines[1]).toMatch(
      /^ \[\d\d:\d\d:\d\d\] AUDIT:start {2}\| task=extract {14}\| state=RUNNING {4}\| attempt=1$/,
    );
    const states = [
      'AUDIT:start audit_hooks_flow RUNNING 1',
      'AUDIT:start extract RUNNING 1',
      'AUDIT:end extract COMPLETED 1',
      'AUDIT:start transform_records RUNNING 1',
      'AUDIT:end transform_records COMPLETED 1',
      'AUDIT:start load RUNNING 1',
      'AUDIT:end load COMPLETED 1',
      'AUDIT:end audit_hooks_flow COMPLETED 1',
    ];
    expect(audited(lines)).toEqual(states);
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/^Run ID : [0-9a-f-]{36}$/),
      'Status : success',
      'Loaded : 5 records',
    ]);
    const written = await rows();
    expect(told(written)).toEqual(states);
    expect(new Set(written.map(({ run_id }) => `Run ID : ${String(run_id)}`))).toEqual(new Set(lines.slice(-3, -2)));
  });

  it('tell retries from failures', async () => {
    const flaky = await demo('flaky');
    expect(flaky.code).toBe(0);
    expect(audited(flaky.lines).slice(1, 5)).toEqual([
      'AUDIT:start extract RUNNING 1',
      'AUDIT:retry extract RETRYING 1',
      'AUDIT:start extract RUNNING 2',
      'AUDIT:end extract COMPLETED 2',
    ]);
    const failed = await demo('nowhere');
    expect(failed.code).toBe(1);
    expect(audited(failed.lines)).toEqual([
      'AUDIT:start audit_hooks_flow RUNNING 1',
      'AUDIT:start extract RUNNING 1',
      'AUDIT:retry extract RETRYING 1',
      'AUDIT:start extract RUNNING 2',
      'AUDIT:fail extract FAILED 2',
      'AUDIT:fail audit_hooks_flow FAILED 1',
    ]);
    expect(failed.lines.slice(-2)).toEqual(['Status : error', 'Error  : there is no source "nowhere"']);
    const written = await rows();
    expect(new Set(written.map(({ run_id }) => run_id)).size).toBe(2);
    expect(written.at(-1)).toMatchObject({ state: 'FAILED', message: 'there is no source "nowhere"' });
  });

  it('tell a flow that is tried again: its tasks run again, in the same run', async () => {
    const { code, lines } = await demo('locked');
    expect(code).toBe(0);
    const before = ['extract', 'transform_records'].flatMap((name) => [
      `AUDIT:start ${name} RUNNING 1`,
      `AUDIT:end ${name} COMPLETED 1`,
    ]);
    expect(audited(lines)).toEqual([
      'AUDIT:start audit_hooks_flow RUNNING 1',
      ...before,
      'AUDIT:start load RUNNING 1',
      'AUDIT:fail load FAILED 1',
      'AUDIT:retry audit_hooks_flow RETRYING 1',
      ...before,
      'AUDIT:start load RUNNING 1',
      'AUDIT:end load COMPLETED 1',
      'AUDIT:end audit_hooks_flow COMPLETED 2',
    ]);
    expect(lines.slice(-2)).toEqual(['Status : success, attempt 2', 'Loaded : 5 records']);
    expect(new Set((await rows()).map(({ run_id }) => run_id)).size).toBe(1);
  });
});
