import { formatCall } from '../recorded-call.js';
import type { PlacedCall, Report } from './rules.js';

const SESSION = ['after_context_created', 'register_dataset_types', 'register_pipelines', 'after_pipelines_registered'];

/** Checks the hooks that belong to no run: those of sessions, one after another, and of the command. */
export function checkSessions(calls: readonly PlacedCall[], report: Report): void {
  let rank = -1;
  let command: 'none' | 'running' | 'over' = 'none';
  for (const { at, call } of calls) {
    if (command === 'over') report('command-order', at, `${formatCall(call)} came after after_command_run.`);
    if (call.hook === 'before_command_run') {
      if (command !== 'none') report('command-order', at, 'before_command_run came again.');
      command = 'running';
    } else if (call.hook === 'after_command_run') {
      if (command === 'none') report('command-order', at, 'after_command_run came without before_command_run.');
      command = 'over';
    }
    const own = SESSION.indexOf(call.hook);
    if (own > 0 && own <= rank) {
      report(
        'session-order',
        at,
        `${call.hook} came ${own === rank ? 'again' : `after ${SESSION[rank]}`} in one session.`,
      );
    }
    if (own !== -1) rank = own;
  }
}
