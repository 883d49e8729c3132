import { join } from 'node:path';

/** Where the runs of a project leave their traces. */
export interface RunFolder {
  /** `.pintle/runs/<runId>`. */
  readonly dir: string;
  /** One {@link RunEvent} a line. */
  readonly events: string;
  /** Exists while the run is open, so that open runs are found without looking at all. */
  readonly marker: string;
}

/** The folder that holds a folder for each run. */
export function runsDir(projectDir: string): string {
  return join(projectDir, '.pintle', 'runs');
}

/** The folder that holds a marker for each open run. */
export function openDir(projectDir: string): string {
  return join(projectDir, '.pintle', 'open');
}

/** The paths of one run. */
export function runFolder(projectDir: string, runId: string): RunFolder {
  const dir = join(runsDir(projectDir), runId);
  return { dir, events: join(dir, 'events.jsonl'), marker: join(openDir(projectDir), runId) };
}
