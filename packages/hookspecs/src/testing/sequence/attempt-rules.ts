import type { PlacedCall, Report } from './rules.js';

/** Checks how the attempts of runs follow each other. `attempts` are all calls of each, by `runId#attempt`. */
export function checkAttempts(
  attempts: ReadonlyMap<string, readonly PlacedCall[]>,
  complete: boolean,
  report: Report,
): void {
  for (const [who, calls] of attempts) {
    const end = calls.find(({ call }) => call.hook === 'on_run_end');
    if (end === undefined) continue;
    const { runId, runAttempt = 0, status } = end.call;
    const isRetried = status === 'retrying';
    const failure = calls.find(({ call }) => call.hook === 'on_pipeline_error');
    if (failure?.call.willRetry === !isRetried) {
      const said = isRetried ? 'no other attempt' : 'another attempt';
      report('run-attempts', end.at, `Run ${who} ended with ${status}, but on_pipeline_error announced ${said}.`);
    }
    if (!isRetried) continue;
    const next = attempts.get(`${runId}#${runAttempt + 1}`)?.[0];
    const last = calls.at(-1) ?? end;
    if (next === undefined) {
      if (complete) report('run-attempts', last.at + 1, `Run ${who} ended with retrying, but no attempt followed.`);
    } else if (next.at < last.at) {
      report('run-attempts', next.at, `Run ${who} was not over when its next attempt began.`);
    }
  }
}
