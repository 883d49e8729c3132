import { defineCommand, HookError } from '@pintle/hookspecs';
import { PendingRuns } from '../sync/pending.js';
import { runText } from '../text/run-text.js';
import { findRun } from '../trail/find-run.js';
import { readRunTrail, type RunAttemptTrail, type RunTrail } from '../trail/run-trail.js';
import { verifyRun } from '../verify/verify-run.js';
import { catchUp } from './bring-runs.js';
import { withTrail } from './open-trail.js';

/** `pintle audit show [run]` */
export const show = defineCommand({
  description: 'show the trail of a run: nodes with attempts, datasets and hooks, and whether it is sound',
  args: { run: { description: 'a run: its id, the beginning of it, or "last" (default: last)' } },
  options: {
    attempt: { type: 'number', min: 1, description: 'an attempt of the run (default: the last)' },
    status: { type: 'list', description: 'only nodes that ended so, or an attempt of which did: error, retrying, …' },
  },
  run: (context) =>
    withTrail(context, async (trail) => {
      const { store, settings } = trail;
      const { args, options, output } = context;
      await catchUp(context, trail, new PendingRuns(settings.projectDir).all());
      const runId = await findRun(store, args.run ?? 'last');
      const run = await readRunTrail(store, runId);
      const verdict = await verifyRun(store, runId, { key: settings.key, exported: [] });
      const attempt = attemptOf(run, options.attempt);
      output.show({ ...run, verdict }, () => runText(run, attempt, verdict, options.status));
    }),
});

function attemptOf({ runId, attempts }: RunTrail, number: number | undefined): RunAttemptTrail {
  const found = number === undefined ? attempts.at(-1) : attempts.find(({ attempt }) => attempt === number);
  if (found !== undefined) return found;
  const known = attempts.map(({ attempt }) => attempt).join(', ');
  const message =
    number === undefined
      ? `The trail of run ${runId} does not tell how it began.`
      : `Run ${runId} has no attempt ${number}.`;
  throw new HookError<string>('AUDIT_RUN_NOT_FOUND', message, {
    hint: known === '' ? 'See what is there: pintle audit verify, pintle audit export.' : `Its attempts are ${known}.`,
  });
}
