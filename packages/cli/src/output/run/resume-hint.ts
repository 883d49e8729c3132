import type { RunResult } from '@pintle/hookspecs';
import { kebab } from '../../command-line/flags.js';
import { EXIT } from '../../exit-code.js';

/** What a resumed run does not know from its log: where it is, and what its session was opened with. */
const OF_THE_SESSION = ['project', 'env', 'confSource', 'params', 'jobConfig', 'plugin', 'disablePlugin'];

/** The command that goes on with a run that failed or was cancelled; `undefined` where there is nothing to go on with. */
export function resumeHint(
  { run, outcome, stats }: Pick<RunResult, 'run' | 'outcome' | 'stats'>,
  exitCode: number,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  const isOpen = outcome.status === 'error' || outcome.status === 'cancelled' || outcome.status === 'timed_out';
  if (!isOpen || exitCode === EXIT.usage || stats.nodesTotal === 0) return undefined;
  const again = OF_THE_SESSION.flatMap((name) => {
    const value = given[name];
    const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return values.flatMap((one) => [`--${kebab(name)}`, quoted(String(one))]);
  });
  return ['pintle', 'run', '--resume', run.runId, ...again].join(' ');
}

/** A word as a shell takes it for one. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
