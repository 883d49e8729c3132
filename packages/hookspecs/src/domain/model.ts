import type { OutcomeStatus } from './outcome.js';

/** A table or view that a node builds: what the model hooks speak of. */
export interface Model {
  readonly name: string;
  /** The file it is written in, relative to the project. */
  readonly path: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  readonly status: OutcomeStatus | 'pending' | 'running';
  readonly rowsAffected?: number;
  readonly elapsedMs?: number;
  readonly error?: unknown;
}
