import { tokenize } from '../script/token.js';
import type { SqlHook } from './sql-hook.js';

/** The hooks that are called after a failure, too. */
const AT_THE_END: readonly string[] = ['after_model', 'on_run_end'];

/**
 * Whether a hook writes `'success'` without asking: where hooks were not called after failures, that was the truth. Here it
 * would be a false record.
 */
export function writesFixedSuccess({ definition, template }: SqlHook): boolean {
  const { text } = template.source;
  if (!AT_THE_END.includes(definition.when) || /\.\s*(run_)?status\b/.test(text)) return false;
  return tokenize(text).some(
    ({ kind, start, end }) => kind === 'string' && text.slice(start, end).toLowerCase() === "'success'",
  );
}
