import { didYouMean, type Logger } from '@pintle/hookspecs';
import { fault } from '../fault.js';
import { ENTRY_HOOKS } from '../project-file/hook-names.js';

/** The run that a hook of code is called for. */
export interface ProjectHookRun {
  readonly runId: string;
  /** The attempt of the run, from 1. */
  readonly attempt: number;
  readonly pipelineName: string;
  readonly envName: string;
  /** `duckdb` or `postgres`. */
  readonly engineName: string;
  readonly startedAt: Date;
  /** `running` until the run has ended, then how it ended: `success`, `error`, `cancelled`, … */
  readonly status: string;
  /** Rows that models have written so far; `null` where none has said. */
  readonly rowCount: number | null;
  /** What made the run fail, in words. */
  readonly error: string | null;
}

/** The model that a hook is called for. */
export interface ProjectHookModel {
  readonly name: string;
  /** Its file, relative to the project. */
  readonly path: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  /** `running`, then how it ended. */
  readonly status: string;
  /** As the engine counted; `null` where it does not, for views say. */
  readonly rowsAffected: number | null;
  /** Milliseconds that the engine took to build it, hooks not counted. */
  readonly elapsedMs: number | null;
  readonly error: string | null;
}

/** The node that a hook is called for. */
export interface ProjectHookNode {
  readonly name: string;
  readonly kind: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  /** From 1; 0 where none was started. */
  readonly attempt: number;
  /** `running`, then how it ended. */
  readonly status: string;
  /** Why it was skipped, or ended as it did, in a word. */
  readonly reason: string | null;
  readonly error: string | null;
}

/** Counts of the models of a run, so far. */
export interface ProjectHookStats {
  readonly modelsBuilt: number;
  readonly modelsSkipped: number;
  readonly modelsFailed: number;
  readonly rowsTotal: number;
  /** Milliseconds. */
  readonly elapsedMsTotal: number;
  readonly runStatus: string;
}

/** What a hook of code is handed: what templates see, in camelCase. */
export interface ProjectHookContext {
  /** The hook that is called. */
  readonly when: string;
  readonly run: ProjectHookRun;
  /** Only where it is called for a model. */
  readonly model?: ProjectHookModel;
  /** Only where it is called for a node. */
  readonly node?: ProjectHookNode;
  /** The variables of the environment that `allowEnv` of `connections.yml` names. */
  readonly env: Readonly<Record<string, string>>;
  /** Of its entry in `project.yml`. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly stats: ProjectHookStats;
  /** The same as {@link ProjectHookContext.stats}. */
  readonly runStats: ProjectHookStats;
  readonly log: Logger;
}

/** A function that `project.yml` can name. */
export interface ProjectHook {
  readonly name: string;
  readonly when: string;
  (context: ProjectHookContext): void | Promise<void>;
}

const HOOK = Symbol.for('pintle.project-hook');

/**
 * Makes a function known to `project.yml`: an entry of kind `code` with this name, below this hook, calls it. Export it from
 * a file below `hooks/`.
 *
 * @example
 * ```ts
 * import { projectHook } from '@pintle/plugin-sql';
 *
 * export const summary = projectHook({ name: 'summary', when: 'on_run_end' }, ({ run, stats, log }) => {
 *   log.info(`${run.runId} ${run.status}: ${stats.modelsBuilt} built, ${stats.modelsFailed} failed`);
 * });
 * ```
 * @throws HookError `SQL_HOOK_FUNCTION_INVALID` for a hook that project files have no entries for
 */
export function projectHook(
  { name, when }: { readonly name: string; readonly when: string },
  fn: (context: ProjectHookContext) => void | Promise<void>,
): ProjectHook {
  if (!ENTRY_HOOKS.includes(when)) {
    throw fault(
      'SQL_HOOK_FUNCTION_INVALID',
      undefined,
      `projectHook "${name}" is for "${when}", which is no hook of project files.`,
      {
        hint: didYouMean(when, ENTRY_HOOKS) ?? `There are ${ENTRY_HOOKS.join(', ')}.`,
      },
    );
  }
  if (typeof name !== 'string' || name === '' || typeof fn !== 'function') {
    throw fault('SQL_HOOK_FUNCTION_INVALID', undefined, 'projectHook takes { name, when } and a function.', {
      hint: "Write projectHook({ name: 'summary', when: 'on_run_end' }, (context) => { … }).",
    });
  }
  const hook = (context: ProjectHookContext): void | Promise<void> => fn(context);
  Object.defineProperties(hook, {
    name: { value: name },
    when: { value: when, enumerable: true },
    [HOOK]: { value: true },
  });
  return hook as unknown as ProjectHook;
}

/** Whether a value was made by {@link projectHook} of any copy of this package. */
export function isProjectHook(value: unknown): value is ProjectHook {
  return typeof value === 'function' && (value as { [HOOK]?: unknown })[HOOK] === true;
}
