import { HookError } from '@pintle/hookspecs';
import { at, type Place } from './place.js';

/** Every code that this plugin throws. */
export type SqlErrorCode =
  | 'SQL_CONNECTION_FAILED'
  | 'SQL_CONNECTION_INVALID'
  | 'SQL_DATASET_TAKEN'
  | 'SQL_DEPENDENTS_EXIST'
  | 'SQL_ENGINE_UNSUPPORTED'
  | 'SQL_HOOK_BODY_DUPLICATE'
  | 'SQL_HOOK_BODY_MISSING'
  | 'SQL_HOOK_FUNCTION_DUPLICATE'
  | 'SQL_HOOK_FUNCTION_INVALID'
  | 'SQL_HOOK_FUNCTION_MISSING'
  | 'SQL_HOOK_LOAD_FAILED'
  | 'SQL_MODEL_DUPLICATE'
  | 'SQL_MODEL_INVALID'
  | 'SQL_PROJECT_INVALID'
  | 'SQL_REF_CYCLE'
  | 'SQL_REF_UNKNOWN'
  | 'SQL_SOURCE_UNKNOWN'
  | 'SQL_STATEMENT_FAILED'
  | 'SQL_TEMPLATE_INVALID'
  | 'SQL_TEST_FAILED'
  | 'SQL_VALUE_INVALID'
  | 'SQL_VARIABLE_UNKNOWN'
  | 'SQL_YAML_INVALID';

/** What an error says besides its code and message. */
export interface FaultDetails {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A coded error that begins with where in the project it is: `project.yml:12:5: …`. */
export function fault(
  code: SqlErrorCode,
  place: Place | undefined,
  message: string,
  details: FaultDetails = {},
): HookError<string> {
  const { hint, cause } = details;
  const text = place === undefined ? message : `${at(place)}: ${message}`;
  return new HookError(code, text, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
