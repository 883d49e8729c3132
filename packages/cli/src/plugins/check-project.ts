import { isHookError } from '@pintle/core';
import type { Session } from '@pintle/pipeline';
import { describeHooks } from '../hooks/describe-hooks.js';
import { selectsOf } from '../hooks/selects.js';
import type { Manager } from '../project/plugins.js';

/** What is to be told of a project with all its plugins. */
export interface CheckedProject {
  readonly errors: readonly unknown[];
  /** A sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Opens the project with its plugins, as a run would, and looks for what can never work.
 *
 * @param told - errors that were told already: they are not told again
 */
export async function checkProject(
  plugins: () => Promise<Manager>,
  openSession: () => Promise<Session>,
  told: readonly unknown[],
): Promise<CheckedProject> {
  try {
    const manager = await plugins();
    const session = await openSession();
    return { errors: [], warnings: [...missing(manager), ...deprecated(manager), ...unmatched(manager, session)] };
  } catch (error) {
    const isTold = told.some(
      (one) => isHookError(one) && isHookError(error) && one.code === error.code && one.message === error.message,
    );
    return { errors: isTold ? [] : [error], warnings: [] };
  }
}

function missing({ project }: Manager): readonly string[] {
  return project.missing.map((name) => `"${name}" is a dependency of the project and not installed.`);
}

function deprecated(manager: Manager): readonly string[] {
  return describeHooks(manager).flatMap(({ hook, deprecated: advice, implementations }) =>
    advice === undefined
      ? []
      : implementations.map(({ plugin }) => `${plugin} implements ${hook}, which is deprecated: ${advice}`),
  );
}

function unmatched(manager: Manager, session: Session): readonly string[] {
  const impls = Object.values(manager.hook).flatMap((caller) => caller.getHookImpls());
  const selecting = impls.filter(({ select }) => select !== undefined);
  if (selecting.length === 0) return [];
  const selects = selectsOf(session);
  return selecting.flatMap((impl) =>
    selects
      .problems(impl)
      .map(
        ({ message, hint }) => `${impl.pluginName}, ${impl.hook}: ${message}${hint === undefined ? '' : ` ${hint}`}`,
      ),
  );
}
