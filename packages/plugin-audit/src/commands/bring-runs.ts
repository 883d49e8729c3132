import type { CommandContext } from '@pintle/hookspecs';
import { secretsIn, secretsInVariables } from '../redact/known-secrets.js';
import { Redactor } from '../redact/redactor.js';
import { RunRedactors } from '../redact/run-redactors.js';
import { bringRun, type BroughtRun } from '../sync/bring.js';
import type { Trail } from './open-trail.js';

/** Brings runs into the store, with all that is known to be secret in this project blanked. */
export async function bringRuns(
  { session, signal }: Pick<CommandContext, 'session' | 'signal'>,
  { store, settings }: Trail,
  runIds: readonly string[],
): Promise<readonly BroughtRun[]> {
  if (runIds.length === 0) return [];
  const { context } = await session();
  const credentials = secretsIn(await context.config.get('credentials'));
  const redactor = new Redactor({ names: settings.secretNames });
  const redactors = new RunRedactors(
    redactor.and([...credentials, ...secretsInVariables(process.env, redactor.names)]),
  );
  const brought: BroughtRun[] = [];
  for (const runId of runIds) {
    brought.push(await bringRun({ store, redactors, key: settings.key }, settings.projectDir, runId, signal));
  }
  return brought;
}

/** Brings what is known to be missing, so that a listing is of now; a store that cannot be written to is shown as it is. */
export async function catchUp(
  context: Pick<CommandContext, 'session' | 'signal' | 'log'>,
  trail: Trail,
  pending: readonly string[],
): Promise<void> {
  try {
    await bringRuns(context, trail, pending);
  } catch (error) {
    context.log.warn('the store could not be brought up to date, so this is how it was', { error });
  }
}
