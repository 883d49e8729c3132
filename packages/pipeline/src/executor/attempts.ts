import { randomUUID } from 'node:crypto';
import type { PipelineNode } from '@pintle/hookspecs';
import { runNodeAttempt } from '../run/attempt.js';
import type { AttemptHost } from '../run/attempt-host.js';
import { stopwatch } from '../run/outcome.js';
import type { NodeResult } from './node-executor.js';

/** Runs the attempts of a node, one after another, in this process, until one succeeds or none is left. */
export async function runAttempts(host: AttemptHost, node: PipelineNode, signal: AbortSignal): Promise<NodeResult> {
  const { clock, run, cancellation } = host;
  const watch = stopwatch(clock);
  for (let attempt = 1; ; attempt++) {
    const result = await runNodeAttempt(host, node, {
      attempt,
      attemptId: randomUUID(),
      idempotencyKey: `${run.runId}/${node.name}`,
      signal,
      heartbeat: () => {},
    });
    const { status, error, reason } = result.outcome;
    if (status !== 'retrying') {
      return { ...result, outcome: watch.stop(status, attempt, error === undefined ? { reason } : { error, reason }) };
    }
    await clock.sleep(result.delayMs ?? 0, signal).catch(() => {});
    if (signal.aborted)
      return { outcome: watch.stop('cancelled', attempt, { reason: cancellation.reason }), events: [] };
  }
}
