import { HookError } from '@pintle/core';
import type { OutcomeStatus } from '@pintle/hookspecs';
import { buildOutcome } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { buildResult } from '../test/build-result.js';
import { exitCodeOfError, exitCodeOfRun } from './exit-code.js';

const coded = new HookError<string>('PIPELINE_NOT_FOUND', 'x');
const failure = { hook: 'on_node_end', plugin: 'acme', error: new Error('x') };

describe('exitCodeOfRun', () => {
  it.each<[OutcomeStatus, number]>([
    ['success', 0],
    ['skipped', 0],
    ['cached', 0],
    ['error', 1],
    ['timed_out', 1],
    ['crashed', 1],
  ])('of %s is %d', (status, code) => {
    const nodes = new Map([['a', buildOutcome(status)]]);
    expect(exitCodeOfRun(buildResult({ outcome: buildOutcome(status), nodes }), undefined)).toBe(code);
  });

  it('is 3 when a hook failed and nothing else', () => {
    expect(exitCodeOfRun(buildResult({ hookFailures: [failure] }), undefined)).toBe(3);
    const failed = buildResult({ hookFailures: [failure], outcome: buildOutcome('error', { error: new Error('x') }) });
    expect(exitCodeOfRun(failed, undefined)).toBe(1);
  });

  it('is that of the signal when it was cancelled', () => {
    const cancelled = buildResult({ outcome: buildOutcome('cancelled') });
    expect([
      exitCodeOfRun(cancelled, 'SIGINT'),
      exitCodeOfRun(cancelled, 'SIGTERM'),
      exitCodeOfRun(cancelled, undefined),
    ]).toEqual([130, 143, 1]);
  });

  it('is 2 when it failed by what was asked or configured, before any node had started', () => {
    const outcome = buildOutcome('error', { error: coded });
    expect(exitCodeOfRun(buildResult({ outcome }), undefined)).toBe(2);
    const skipped = new Map([['a', buildOutcome('skipped', { attempt: 0 })]]);
    expect(exitCodeOfRun(buildResult({ outcome, nodes: skipped }), undefined)).toBe(2);
    const started = new Map([['a', buildOutcome('error', { attempt: 1, error: coded })]]);
    expect(exitCodeOfRun(buildResult({ outcome, nodes: started }), undefined)).toBe(1);
  });
});

describe('exitCodeOfError', () => {
  it('is 2 for what we can explain, else 1', () => {
    expect([exitCodeOfError(coded), exitCodeOfError(new Error('x')), exitCodeOfError('x')]).toEqual([2, 1, 1]);
  });
});
