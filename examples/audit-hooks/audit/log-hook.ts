import type { StateHook } from 'pintle';
import { writeAudit } from './audit-table.ts';

const FILE = 'data/audit.duckdb';

/** Makes a hook that prints a structured audit line tagged with `label`, and writes the same as a row. */
export function makeLogHook(label: string): StateHook {
  return async ({ name, runId, attempt }, { type: state, message = null }) => {
    const time = new Date().toISOString().slice(11, 19);
    console.log(
      ` [${time}] ${label.padEnd(12)} | task=${name.padEnd(20)} | state=${state.padEnd(10)} | attempt=${attempt}`,
    );
    await writeAudit(FILE, { runId, label, name, state, attempt, message });
  };
}
