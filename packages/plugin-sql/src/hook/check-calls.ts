import type { Params } from '@pintle/hookspecs';
import { checkVariable, refOf, sourceOf } from '../model/models.js';
import { sourceText } from '../model/sources.js';
import type { StaticCall } from '../template/check.js';
import type { Lookup } from '../template/functions.js';

/** Checks what a template refers to. @throws HookError `SQL_REF_UNKNOWN`, `SQL_SOURCE_UNKNOWN`, `SQL_VARIABLE_UNKNOWN` */
export function checkHookCalls(
  calls: readonly StaticCall[],
  { models, sources, vars, engine }: Lookup,
  params: Params,
): void {
  for (const call of calls) {
    if (call.function === 'ref') refOf(call, models);
    if (call.function === 'source') sourceText(sourceOf(call, sources), engine);
    checkVariable(call, { vars, params });
  }
}
