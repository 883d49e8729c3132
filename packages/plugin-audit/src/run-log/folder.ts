import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where a run has left what its trail is made of. */
export interface RunFolder {
  readonly runId: string;
  /** Absolute; may not exist. */
  readonly dir: string;
}

/** One file whose lines become one strand of a run's trail. */
export interface StrandFile {
  /** `log` for the run log, `hooks/<process>` for the hook calls of one process. */
  readonly strand: string;
  readonly path: string;
}

/** The strand of the run log. */
export const LOG = 'log';

const HOOKS_FILE = /^hooks-(.+)\.jsonl$/;

/** The folder of a run. */
export function runFolder(projectDir: string, runId: string): RunFolder {
  return { runId, dir: join(runsDir(projectDir), runId) };
}

/** The file in which one process records the hook calls of a run. */
export function hooksFile({ dir }: RunFolder, writer: string): string {
  return join(dir, `hooks-${writer}.jsonl`);
}

/** The files of a run that are there, the run log first. */
export function strandFiles({ dir }: RunFolder): readonly StrandFile[] {
  if (!existsSync(dir)) return [];
  const names = readdirSync(dir).sort();
  const log = names.includes('events.jsonl') ? [{ strand: LOG, path: join(dir, 'events.jsonl') }] : [];
  const hooks = names.flatMap((name) => {
    const writer = HOOKS_FILE.exec(name)?.[1];
    return writer === undefined ? [] : [{ strand: `hooks/${writer}`, path: join(dir, name) }];
  });
  return [...log, ...hooks];
}

/** The ids of all runs of a project that have left something, oldest first: they are UUIDv7, which sort by time. */
export function runIds(projectDir: string): readonly string[] {
  const dir = runsDir(projectDir);
  if (!existsSync(dir)) return [];
  const names = readdirSync(dir, { withFileTypes: true }).filter((entry) => !entry.isFile());
  return names
    .map(({ name }) => name)
    .filter((runId) => strandFiles(runFolder(projectDir, runId)).length > 0)
    .sort();
}

function runsDir(projectDir: string): string {
  return join(projectDir, '.pintle', 'runs');
}
