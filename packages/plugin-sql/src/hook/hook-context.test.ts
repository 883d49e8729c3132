import { buildArgs, buildOutcome } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import type { AnyHookArgs } from './hook-args.js';
import { hookContext } from './hook-context.js';

const counts = { built: 0, skipped: 0, failed: 0, rows: undefined, elapsedMs: 0 };

/** The status of the run, as a hook of a project file is told. */
function statusIn(when: string, args: AnyHookArgs): string {
  const definition = { when, params: {} } as Parameters<typeof hookContext>[0];
  const { run, stats } = hookContext(definition, args, counts, { engine: { name: 'duckdb' }, env: {} } as never);
  expect(stats.runStatus).toBe(run.status);
  return run.status;
}

describe('the status of a run, as hooks of a project file are told', () => {
  it('is running until it has ended, then how it ended', () => {
    expect(statusIn('on_run_start', buildArgs('on_run_start'))).toBe('running');
    expect(statusIn('after_pipeline_run', buildArgs('after_pipeline_run'))).toBe('success');
    expect(statusIn('on_pipeline_error', buildArgs('on_pipeline_error'))).toBe('error');
    const cancelled = buildArgs('on_run_end', { outcome: buildOutcome('cancelled') });
    expect(statusIn('on_run_end', cancelled)).toBe('cancelled');
  });

  it('is retrying when another attempt follows', () => {
    expect(statusIn('on_pipeline_error', buildArgs('on_pipeline_error', { willRetry: true }))).toBe('retrying');
    const retrying = buildArgs('on_run_end', { outcome: buildOutcome('retrying') });
    expect(statusIn('on_run_end', retrying)).toBe('retrying');
  });
});
