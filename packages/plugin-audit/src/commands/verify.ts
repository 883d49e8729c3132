import { defineCommand } from '@pintle/hookspecs';
import { flawText, soundText } from '../text/flaw-text.js';
import { paint } from '../text/paint.js';
import { markOf } from '../text/status.js';
import { count } from '../text/wording.js';
import { findRun } from '../trail/find-run.js';
import { runsOf } from '../trail/runs.js';
import { readExportedHeads } from '../verify/exported-heads.js';
import type { Verdict } from '../verify/verdict.js';
import { verifyRun } from '../verify/verify-run.js';
import { withTrail } from './open-trail.js';

/** `pintle audit verify [run]` */
export const verify = defineCommand({
  description: 'check that nobody has changed the trail; names the first bad record of each run',
  args: { run: { description: 'a run: its id, the beginning of it, or "last" (default: all runs)' } },
  options: {
    heads: {
      type: 'string',
      value: 'file',
      description: 'heads that were exported earlier: the trail has to agree with them',
    },
  },
  run: (context) =>
    withTrail(context, async ({ store, settings }) => {
      const { args, options, output, signal } = context;
      const exported = options.heads === undefined ? NO_HEADS : readExportedHeads(options.heads);
      const runIds =
        args.run === undefined
          ? new Set([...(await runsOf(store)), ...exported.keys()])
          : [await findRun(store, args.run)];
      const verdicts: Verdict[] = [];
      for (const runId of [...runIds].sort()) {
        signal.throwIfAborted();
        verdicts.push(await verifyRun(store, runId, { key: settings.key, exported: exported.get(runId) ?? [] }));
      }
      const unsound = verdicts.filter(({ isSound }) => !isSound);
      output.show({ isSound: unsound.length === 0, runs: verdicts }, () => {
        const shown = args.run === undefined ? unsound : verdicts;
        const table = shown.length === 0 ? [] : [output.table(['RUN', 'RECORDS', 'TRAIL'], shown.map(cells))];
        return [...table, summary(verdicts, unsound.length), ...noteOf(verdicts)].join('\n');
      });
      return unsound.length === 0 ? 0 : 1;
    }),
});

const NO_HEADS: ReturnType<typeof readExportedHeads> = new Map();

function cells(verdict: Verdict): readonly (string | number)[] {
  const { runId, records, flaw } = verdict;
  const found =
    flaw === undefined
      ? `${markOf('success')} ${soundText(verdict)}`
      : `${markOf('error')} ${paint('red', flawText(flaw))}`;
  return [runId, records, found];
}

function summary(verdicts: readonly Verdict[], unsound: number): string {
  const records = verdicts.reduce((sum, verdict) => sum + verdict.records, 0);
  const checked = `${count(verdicts.length, 'run')}, ${count(records, 'record')}`;
  if (unsound === 0) return `${markOf('success')} ${checked}: sound.`;
  return `${markOf('error')} ${checked}: ${count(unsound, 'trail is', 'trails are')} not what was written.`;
}

/** A chain proves nothing against someone who writes all of it anew: that has to be said. */
function noteOf(verdicts: readonly Verdict[]): readonly string[] {
  const free = verdicts.filter(({ anchor }) => anchor === 'nothing').length;
  if (free === 0) return [];
  const which = free === verdicts.length ? 'A trail' : `Of ${count(free, 'run')}, a trail`;
  return [
    paint(
      'yellow',
      `${which} that was written anew as a whole, head included, is not noticed: there is no key and no exported head to check against.`,
    ),
    paint(
      'dim',
      'Set PINTLE_AUDIT_KEY where pipelines run, or keep heads elsewhere: pintle audit heads --json > heads.json',
    ),
  ];
}
