import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The runs of a project whose trail is not complete in the store: an empty file for each, `.pintle/audit-pending/<runId>`. */
export class PendingRuns {
  readonly #dir: string;

  constructor(projectDir: string) {
    this.#dir = join(projectDir, '.pintle', 'audit-pending');
  }

  add(runId: string): void {
    mkdirSync(this.#dir, { recursive: true });
    writeFileSync(join(this.#dir, runId), '');
  }

  remove(runId: string): void {
    rmSync(join(this.#dir, runId), { force: true });
  }

  /** Oldest first. */
  all(): readonly string[] {
    return existsSync(this.#dir) ? readdirSync(this.#dir).sort() : [];
  }
}
