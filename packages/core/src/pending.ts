import { PendingHooksError, type PendingImpl } from './errors.js';
import type { HookTable } from './hook-table.js';
import { didYouMean } from './near-match.js';
import type { PluginRecord } from './plugin-record.js';

/**
 * Checks that every non-optional implementation has a spec. Names that begin with `_` are left alone, as in pluggy.
 *
 * @throws PendingHooksError `HOOK_UNKNOWN`, listing all that have none
 */
export function checkPending(table: HookTable, records: Iterable<PluginRecord>, hookNames: RegExp): void {
  const pending: PendingImpl[] = [];
  const known: string[] = [];
  for (const hook of table.all()) {
    if (hook.spec !== undefined) {
      known.push(hook.name);
      continue;
    }
    if (hook.name.startsWith('_')) continue;
    // pluggy goes through them in reverse call order; the first one is the one that it names.
    for (const impl of hook.impls.ordered().reverse()) {
      if (!impl.optional) pending.push({ hook: hook.name, plugin: impl.pluginName });
    }
  }
  for (const record of records) {
    for (const { hook } of record.methods) if (hookNames.test(hook)) pending.push({ hook, plugin: record.name });
  }
  const [first] = pending;
  if (first === undefined) return;
  const lines = pending.map(({ hook, plugin }) => {
    const guess = didYouMean(hook, known);
    return `Plugin "${plugin}" implements "${hook}", which no hookspec declares.${guess === undefined ? '' : ` ${guess}`}`;
  });
  throw new PendingHooksError(lines.join('\n'), pending, {
    hook: first.hook,
    plugin: first.plugin,
    hint: didYouMean(first.hook, known) ?? 'Mark it optional: true when another plugin may declare it, or remove it.',
  });
}
