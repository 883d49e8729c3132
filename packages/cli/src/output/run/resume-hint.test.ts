import { buildOutcome, buildStats } from '@pintle/hookspecs/testing';
import type { OutcomeStatus } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import { buildResult } from '../../../test/build-result.js';
import { resumeHint } from './resume-hint.js';

const RUN = '019b7667-9400-7000-8000-000000000001';

function hint(status: OutcomeStatus, code: number, given: Readonly<Record<string, unknown>> = {}): string | undefined {
  return resumeHint(buildResult({ outcome: buildOutcome(status) }), code, given);
}

describe('resumeHint', () => {
  it('is the command that goes on with a failed or cancelled run', () => {
    expect(hint('error', 1)).toBe(`pintle run --resume ${RUN}`);
    expect(hint('cancelled', 130)).toBe(`pintle run --resume ${RUN}`);
  });

  it('repeats what the log of the run does not know, quoted for a shell, and none of its filters', () => {
    const given = { env: 'prod', params: ['a.b=1', "who=it's me"], confSource: 'my conf', nodes: ['a'], json: true };
    expect(hint('error', 1, given)).toBe(
      `pintle run --resume ${RUN} --env prod --conf-source 'my conf' --params a.b=1 --params 'who=it'\\''s me'`,
    );
  });

  it('is not there where there is nothing to go on with', () => {
    expect(hint('success', 0)).toBeUndefined();
    expect(hint('error', 2)).toBeUndefined();
    const empty = buildResult({ outcome: buildOutcome('cancelled'), stats: buildStats({ nodesTotal: 0 }) });
    expect(resumeHint(empty, 130, {})).toBeUndefined();
  });
});
