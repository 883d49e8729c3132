import { type CommandContext, HookError, isHookError } from '@pintle/hookspecs';
import { messageOf } from '../message-of.js';
import { type AuditSettings, auditSettings, settingsOf } from '../settings.js';
import { describePlace } from '../store/store-place.js';
import { type AuditStore, openStore } from '../store/store.js';

/** Milliseconds that a statement of a command may wait for others. */
const WAIT = 5000;

/** What the commands of a trail work with. */
export interface Trail {
  readonly store: AuditStore;
  readonly settings: AuditSettings;
}

/**
 * Opens the store of a project's trail for as long as a command works with it.
 *
 * @throws HookError `AUDIT_STORE_FAILED` with what the database said; what the command throws with a code of its own
 */
export async function withTrail<T>(
  { plugin, project }: Pick<CommandContext, 'plugin' | 'project'>,
  work: (trail: Trail) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(plugin) ?? auditSettings({}, project.projectDir, process.env);
  try {
    const store = await openStore(settings.place, { waitMs: WAIT });
    try {
      return await work({ store, settings });
    } finally {
      await store.close();
    }
  } catch (error) {
    throw isHookError(error) ? error : storeFailed(settings, error);
  }
}

function storeFailed({ place }: AuditSettings, cause: unknown): HookError<string> {
  const where = describePlace(place);
  return new HookError<string>('AUDIT_STORE_FAILED', `The audit store ${where} cannot be used: ${messageOf(cause)}`, {
    cause,
    hint:
      'The run logs have it all: say where the store is with PINTLE_AUDIT_URL, or move a broken one away, ' +
      'and pintle audit sync makes it anew.',
  });
}
