import { describe, messageOf } from '../describe.js';
import { HookError } from '../errors.js';
import { isClass } from '../plugin.js';
import { isThenable } from '../thenable.js';

/** One thing that stands in `HOOKS`: a plugin or a factory, called or not. */
export interface ListedHook {
  readonly value: object;
  /** Where it stands: `HOOKS[1][0]`. */
  readonly where: string;
}

/**
 * What stands in `HOOKS`, from left to right: nested arrays opened, promises awaited, falsy entries left out.
 *
 * @param where - how messages call the list
 * @throws HookError `PLUGIN_IS_CLASS`, `PLUGIN_INVALID`, `SETTINGS_LOAD_FAILED` for a promise that is rejected; each names
 * the entry
 */
export async function listHooks(hooks: readonly unknown[], where = 'HOOKS'): Promise<ListedHook[]> {
  hooks.forEach(markHandled);
  const listed: ListedHook[] = [];
  for (const [index, entry] of hooks.entries()) {
    const place = `${where}[${index}]`;
    const value = isThenable(entry) ? await settled(entry, place) : entry;
    if (Array.isArray(value)) listed.push(...(await listHooks(value, place)));
    else if (value) listed.push({ value: expectEntry(value, place), where: place });
  }
  return listed;
}

// Entries are awaited one after another; a promise behind a rejected one must not count as unhandled.
function markHandled(entry: unknown): void {
  if (isThenable(entry)) entry.then(markHandled, () => undefined);
  else if (Array.isArray(entry)) entry.forEach(markHandled);
}

async function settled(entry: PromiseLike<unknown>, where: string): Promise<unknown> {
  try {
    return await entry;
  } catch (cause) {
    throw new HookError('SETTINGS_LOAD_FAILED', `The promise in ${where} was rejected: ${messageOf(cause)}`, {
      cause,
      hint: `The cause is what it was rejected with; repair or remove ${where}.`,
    });
  }
}

function expectEntry(value: unknown, where: string): object {
  if (isClass(value)) {
    const name = (value as { name: string }).name || 'TheClass';
    throw new HookError('PLUGIN_IS_CLASS', `${where} is the class ${name}, expected a plugin or an instance.`, {
      hint: `Forgotten "new"? Write new ${name}().`,
    });
  }
  if (typeof value === 'function' || typeof value === 'object') return value as object;
  throw new HookError('PLUGIN_INVALID', `${where} is ${describe(value)}, expected a plugin.`, {
    hint: 'Import the plugin and put the object itself in the list; installed packages are found without being listed.',
  });
}
